package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.dist.PocketRig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever writes member Secrets does not decide to which addresses the gateway connects. */
@Timeout(90)
final class S16ForbiddenAddressTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.with(Map.of("members.allowLoopback", false));

    @RegisterExtension
    static final PocketGateway onLoopback = PocketGateway.with(Map.of("members.cidrDeny", "127.0.0.2/32"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254",
                "https://169.254.169.254:%d",
                "https://localhost:%d",
                "https://127.0.0.1:%d",
                "https://127.8.9.10:%d",
                "https://[::1]:%d",
                "https://[::ffff:127.0.0.1]:%d",
                "https://[fe80::1]:%d",
                "https://[fd00:ec2::254]:%d",
                "https://0.0.0.0:%d",
                "https://metadata.google.internal"
            })
    void isNotDialled(String endpoint) throws Exception {
        try (Canary canary = new Canary()) {
            Answer answer = ask(endpoint.formatted(canary.port()));
            assertThat(answer.status()).as(answer.body()).isIn(502, 503);
            assertThat(answer.body()).containsAnyOf("MemberAddressNotAllowed", "BrokenSecret", "MemberUnreachable");
            assertThat(answer.body()).doesNotContain("169.254", "127.0.0.1", "127.8");
            assertThat(canary.connections).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d",
                "ftp://127.0.0.1:%d",
                "file:///etc/passwd",
                "https://u:pass-canary@127.0.0.1:%d"
            })
    void noOtherSchemeAndNoUserInfoIsTaken(String endpoint) throws Exception {
        try (Canary canary = new Canary()) {
            Answer answer = ask(endpoint.formatted(canary.port()));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("pass-canary");
            assertThat(gateway.management("/readyz?verbose")).doesNotContain("pass-canary");
            assertThat(canary.connections).hasValue(0);
        }
    }

    @Test
    void aProxyIsLookedAtToo() throws Exception {
        try (Canary canary = new Canary()) {
            ObjectNode secret = gateway.tokenSecret();
            PocketGateway.put(secret, "endpoint", "https://member.example:6443");
            PocketGateway.put(secret, "proxy-url", "socks5://localhost:" + canary.port());
            gateway.join("proxied", secret);
            assertThat(gateway.admin().get(proxy("proxied") + "/version").body())
                    .contains("MemberAddressNotAllowed");
            assertThat(canary.connections).hasValue(0);
        }
    }

    /** The second answer of the name points to where the guard does not let go, as a name that is bound anew would. */
    @Test
    void aNameThatIsBoundAnewIsLookedAtAgain() throws Exception {
        Files.writeString(onLoopback.rig().hosts(), "127.0.0.1 localhost\n");
        ObjectNode secret = onLoopback.tokenSecret();
        PocketGateway.put(
                secret, "endpoint", PocketGateway.text(secret, "endpoint").replace("127.0.0.1", "localhost"));
        onLoopback.join("flips", secret);
        assertThat(onLoopback.admin().get(proxy("flips") + "/version").status()).isEqualTo(200);
        Files.writeString(onLoopback.rig().hosts(), "127.0.0.2 localhost\n");
        onLoopback.rig().member().server().forgetRequests();
        await().untilAsserted(() -> {
            Answer upgrade = onLoopback
                    .admin()
                    .get(
                            proxy("flips") + "/api/v1/namespaces/default/pods/web/exec",
                            "Connection",
                            "Upgrade",
                            "Upgrade",
                            "websocket");
            assertThat(upgrade.body()).contains("MemberAddressNotAllowed");
        });
    }

    private static Answer ask(String endpoint) {
        ObjectNode secret = gateway.tokenSecret();
        PocketGateway.put(secret, "endpoint", endpoint);
        String name = "m-" + System.nanoTime();
        gateway.join(name, secret);
        Answer answer = gateway.admin().get(proxy(name) + "/version");
        gateway.rig().hub().server().delete("v1", "Secret", PocketRig.NAMESPACE, name);
        return answer;
    }

    /** Counts who connects. */
    private static final class Canary implements AutoCloseable {
        private final AtomicInteger connections = new AtomicInteger();
        private final ServerSocket server;

        Canary() throws IOException {
            server = new ServerSocket(0, 8, InetAddress.getByName("0.0.0.0"));
            Thread thread = new Thread(this::accept, "canary");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    server.accept().close();
                    connections.incrementAndGet();
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
