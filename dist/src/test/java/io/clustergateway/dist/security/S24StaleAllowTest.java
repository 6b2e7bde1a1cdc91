package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketRig;
import io.clustergateway.dist.RawHttp;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was allowed ends: with the member's Secret at once, with the hub's RBAC in ten seconds; and it is nobody else's. */
@Timeout(90)
final class S24StaleAllowTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final Duration LONGEST_ALLOW = Duration.ofSeconds(11);

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @RegisterExtension
    static final PocketGateway byExtra = PocketGateway.withDefaults()
            .hub(PocketOptions.create("hub-ca")
                    .withAuthorizer((user, asked) -> user.groups().contains(User.MASTERS)
                            || user.extra().containsKey("scopes")
                                    && asked.verb().equals("get")
                                    && asked.name().equals("member")));

    @Test
    void aDeletedSecretEndsAWatchAndATunnel() throws Exception {
        gateway.join("leaving", gateway.tokenSecret());
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger opened = new AtomicInteger();
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2);
                RawHttp exec = gateway.raw()) {
            alice.stream(proxy("leaving") + "/api/v1/configmaps?watch=true", new PocketClient.LineListener() {
                @Override
                public void opened(int status) {
                    opened.set(status);
                }

                @Override
                public void received(Buffer bytes) {}

                @Override
                public void ended() {
                    ended.set(true);
                }
            });
            exec.send(
                    "GET " + proxy("leaving")
                            + "/api/v1/namespaces/default/pods/web/exec?command=cat&stdin=true&stdout=true HTTP/1.1\r\nHost: g\r\n"
                            + ALICE_AS_RAW_HEADER + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n",
                    new byte[0]);
            assertThat(exec.read(true).status()).isEqualTo(101);
            await().until(() -> opened.get() == 200);
            assertThat(ended).isFalse();
            gateway.rig().hub().server().delete("v1", "Secret", PocketRig.NAMESPACE, "leaving");
            await().atMost(AT_ONCE).untilTrue(ended);
            long start = System.nanoTime();
            exec.rest();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            assertThat(alice.get(proxy("leaving") + "/version").status()).isEqualTo(404);
        }
    }

    @Test
    void aRevokedRightIsGoneInTenSeconds() {
        gateway.rules().grant("dave", List.of("*"), List.of("clustergateways/proxy"));
        try (PocketClient dave = gateway.rig().direct(gateway.rig().somebody("dave"), HttpVersion.HTTP_2)) {
            assertThat(dave.get(PROXY + "/version").status()).isEqualTo(200);
            gateway.rules().revokeAll("dave");
            await().atMost(LONGEST_ALLOW)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> dave.get(PROXY + "/version").status() == 403);
        }
    }

    @Test
    void anAllowIsForTheSameQuestionOfTheSameCallerOnly() {
        try (PocketClient proxy = byExtra.rig().frontProxy(HttpVersion.HTTP_2)) {
            String[] scoped = {"X-Remote-User", "erin", "X-Remote-Extra-Scopes", "all"};
            assertThat(proxy.get(PROXY + "/version", scoped).status()).isEqualTo(200);
            assertThat(proxy.get(PROXY + "/version", "X-Remote-User", "erin").status())
                    .isEqualTo(403);
            assertThat(proxy.get(PROXY + "/version", "X-Remote-User", "erin", "X-Remote-Group", "scopes")
                            .status())
                    .isEqualTo(403);
            assertThat(proxy.post(PROXY + "/version", "{}", scoped).status()).isEqualTo(403);
            assertThat(proxy.get(proxy("other") + "/version", scoped).status()).isEqualTo(403);
            assertThat(proxy.get(PROXY + "/version", scoped).status()).isEqualTo(200);
        }
    }
}
