package io.clustergateway.dist;

import static io.clustergateway.dist.OverloadedGateway.HELD;
import static io.clustergateway.dist.PocketRig.MEMBER;
import static io.clustergateway.dist.PocketRig.PROXY;
import static io.clustergateway.dist.PocketRig.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole gateway under more requests than it can serve: whoever is well-behaved is served meanwhile. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class FloodTest {
    @RegisterExtension
    static final OverloadedGateway gateway = new OverloadedGateway();

    @Test
    void servesOthersWhileOneCallerHasTenThousandRequestsUnderWay() {
        HeldRequests held = gateway.hold();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger other429 = new AtomicInteger();
        Map<String, Integer> lost = new ConcurrentHashMap<>();
        HttpClient flood = gateway.http2("alice", 20);
        for (int i = 0; i < 10_000; i++) {
            OverloadedGateway.get(flood, HELD)
                    .onSuccess(answer -> (answer.status() == 429 ? refused : other429).incrementAndGet())
                    .onFailure(cut -> lost.merge(String.valueOf(cut), 1, Integer::sum));
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(refused.get()).as("%s", lost).isGreaterThanOrEqualTo(9000));

        assertThat(gateway.other().get(PROXY + "/version").status()).isEqualTo(200);
        assertThat(gateway.other().get(RESOURCES + "/clustergateways").status()).isEqualTo(200);
        assertThat(held.most()).isLessThanOrEqualTo(200);
        assertThat(other429).hasValue(0);
    }

    @Test
    void servesOtherMembersOfACallerWhoseRequestsHangAtAFrozenOne() {
        gateway.rig().join("healthy");
        HeldRequests held = gateway.hold();
        PocketClient alice = gateway.rig().direct(gateway.rig().somebody("alice", User.MASTERS), HttpVersion.HTTP_2);
        String healthy = PROXY.replace("/" + MEMBER + "/", "/healthy/");
        await().until(() -> alice.get(healthy + "/version").status() == 200);
        HttpClient flood = gateway.http2("alice", 4);
        for (int i = 0; i < 1000; i++) {
            OverloadedGateway.get(flood, HELD);
        }
        held.awaitLeastShare();

        for (int i = 0; i < 20; i++) {
            assertThat(alice.get(healthy + "/version").status()).isEqualTo(200);
        }
        alice.close();
    }

    @Test
    void boundsTenThousandRapidResets() {
        HeldRequests held = gateway.hold();
        HttpClient attacker = gateway.http2("mallory", 1);
        AtomicBoolean closed = new AtomicBoolean();
        for (int i = 0; i < 10_000; i++) {
            attacker.request(OverloadedGateway.options(HELD)).onSuccess(request -> {
                HttpConnection connection = request.connection();
                connection.closeHandler(gone -> closed.set(true));
                connection.goAwayHandler(gone -> closed.set(true));
                request.sendHead().onComplete(sent -> request.reset(8));
            });
        }

        await().atMost(Duration.ofSeconds(60)).untilTrue(closed);
        assertThat(held.most()).isLessThanOrEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> held.count() == 0);
        assertThat(gateway.other().get(PROXY + "/version").status()).isEqualTo(200);
    }
}
