package io.clustergateway.dist;

import static io.clustergateway.dist.AuditLines.OURS;
import static io.clustergateway.dist.AuditedGateway.PODS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.Credential;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request leaves exactly one ResponseComplete, and it says who decided what. */
@Timeout(90)
final class AuditedRequestsTest {
    @RegisterExtension
    private final AuditedGateway gateway = new AuditedGateway();

    @ParameterizedTest
    @ValueSource(strings = {"batch", "blocking", "blocking-strict"})
    void eachEndOfARequestIsToldOnce(String mode) {
        gateway.start(mode, Map.of());
        try (PocketClient alice = gateway.as("alice");
                PocketClient bob = gateway.as("bob");
                PocketClient carol = gateway.as("carol");
                PocketClient stranger = gateway.rig().direct(Credential.token("of-nobody"), HttpVersion.HTTP_1_1)) {
            assertThat(alice.get(PODS, "Audit-Id", "allowed-1").headers().get("audit-id"))
                    .isEqualTo("allowed-1");
            assertThat(bob.get(PODS, "Audit-Id", "denied-1").status()).isEqualTo(403);
            assertThat(carol.get(PODS, "Audit-Id", "member-403").status()).isEqualTo(403);
            assertThat(stranger.get(PODS, "Audit-Id", "unknown-1").status()).isEqualTo(401);
            assertThat(alice.get(proxy("nobody"), "Audit-Id", "absent-1").status())
                    .isEqualTo(404);
            assertThat(alice.get(PocketRig.RESOURCES + "/clustergateways", "Audit-Id", "own-1")
                            .status())
                    .isEqualTo(200);
            assertThat(alice.get("/livez", "Audit-Id", "health-1").status()).isEqualTo(200);
            assertThat(alice.call(HttpMethod.HEAD, PODS, Buffer.buffer(), "Audit-Id", "head-1")
                            .status())
                    .isEqualTo(200);
            gateway.rig().member().stop().await();
            assertThat(alice.get(PODS, "Audit-Id", "down-1").status()).isBetween(502, 503);
        }
        JsonObject allowed = gateway.lines().complete("allowed-1");
        assertThat(allowed.getJsonObject("user").getString("username")).isEqualTo("alice");
        assertThat(allowed.getJsonObject("impersonatedUser").getString("username"))
                .isEqualTo("alice");
        assertThat(allowed.getJsonObject("responseStatus").getInteger("code")).isEqualTo(200);
        assertThat(allowed.getJsonObject("objectRef").getString("subresource")).isEqualTo("proxy");
        assertThat(AuditLines.notes(allowed).getMap())
                .containsEntry(OURS + "member", "member")
                .containsEntry(OURS + "inner-verb", "list")
                .containsEntry(OURS + "inner-resource", "pods")
                .containsEntry(OURS + "inner-namespace", "default")
                .containsEntry("authorization.k8s.io/decision", "allow")
                .containsKeys(
                        OURS + "member-uid",
                        OURS + "latency-access-ms",
                        OURS + "latency-identity-ms",
                        OURS + "latency-member-connect-ms",
                        OURS + "latency-member-first-byte-ms",
                        OURS + "latency-total-ms")
                .doesNotContainKey(OURS + "refused-by");
        assertThat(Long.parseLong(AuditLines.notes(allowed).getString(OURS + "bytes-sent")))
                .isPositive();
        gateway.lines().assertRefused("denied-1", 403, "hub authorization");
        assertThat(AuditLines.notes(gateway.lines().complete("denied-1")).getString("authorization.k8s.io/decision"))
                .isEqualTo("forbid");
        assertThat(AuditLines.notes(gateway.lines().complete("denied-1")).getString("authorization.k8s.io/reason"))
                .contains("bob");
        gateway.lines().assertRefused("member-403", 403, "member");
        gateway.lines().assertRefused("unknown-1", 401, "hub authentication");
        assertThat(gateway.lines().complete("unknown-1").getJsonObject("user")).isEmpty();
        gateway.lines().assertRefused("absent-1", 404, "registry");
        gateway.lines()
                .assertRefused(
                        "down-1",
                        gateway.lines()
                                .complete("down-1")
                                .getJsonObject("responseStatus")
                                .getInteger("code"),
                        "member");
        assertThat(gateway.lines()
                        .complete("own-1")
                        .getJsonObject("responseStatus")
                        .getInteger("code"))
                .isEqualTo(200);
        assertThat(gateway.lines()
                        .complete("head-1")
                        .getJsonObject("responseStatus")
                        .getInteger("code"))
                .isEqualTo(200);
        assertThat(gateway.lines().events("health-1")).isEmpty();
        assertThat(gateway.lines().stages("allowed-1")).containsExactly("RequestReceived", "ResponseComplete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void aWatchTellsItsBeginningAndItsEndWhenTheClientLeaves(HttpVersion version) throws InterruptedException {
        gateway.start("batch", Map.of());
        String warned = "/api/v1/namespaces/default/warned";
        gateway.rig()
                .member()
                .server()
                .handle(
                        warned,
                        request -> request.response()
                                .setChunked(true)
                                .putHeader("Warning", "299 - \"deprecated\"")
                                .write("{}\n"));
        for (String watched : List.of(
                PODS + "?watch=true",
                PocketRig.PROXY + warned + "?watch=true",
                PocketRig.RESOURCES + "/clustergateways?watch=true")) {
            PocketClient alice = gateway.rig().direct(gateway.rig().somebody("alice"), version);
            CountDownLatch opened = new CountDownLatch(1);
            alice.stream(watched, opening(opened));
            assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();
            await(watched).until(() -> count(watched, "ResponseStarted") == 1);
            assertThat(count(watched, "ResponseComplete")).isZero();
            alice.close();
            await().until(() -> count(watched, "ResponseComplete") == 1);
            assertThat(count(watched, "RequestReceived")).isOne();
        }
    }

    @Test
    void noCredentialAndNoSecondLineGetsIntoTheLog() throws IOException {
        String canary = "canary-of-the-caller-77aa";
        gateway.start("batch", Map.of());
        try (PocketClient caller = gateway.rig().direct(Credential.token(canary), HttpVersion.HTTP_1_1);
                PocketClient alice = gateway.as("alice")) {
            caller.get(PODS, "Audit-Id", "token-1");
            alice.get(
                    PODS + "?access_token=" + canary,
                    "Authorization",
                    "Basic " + canary,
                    "Cookie",
                    "x=" + canary,
                    "User-Agent",
                    "evil\u0085{\"kind\":\"Event\"}",
                    "Audit-Id",
                    "agent-1");
        }
        gateway.lines().complete("agent-1");
        gateway.lines().complete("token-1");
        String text = Files.readString(gateway.lines().file());
        assertThat(text).doesNotContain(canary);
        assertThat(text.chars()).allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f);
        assertThat(text.lines())
                .allMatch(line -> new JsonObject(line).getString("kind").equals("Event"));
    }

    private long count(String uri, String stage) {
        return gateway.lines().all().stream()
                .filter(event -> event.getString("requestURI").equals(uri))
                .filter(event -> event.getString("stage").equals(stage))
                .count();
    }

    private static String proxy(String member) {
        return PocketRig.RESOURCES + "/clustergateways/" + member + "/proxy/version";
    }

    private static PocketClient.LineListener opening(CountDownLatch opened) {
        return new PocketClient.LineListener() {
            @Override
            public void opened(int status) {
                opened.countDown();
            }

            @Override
            public void received(Buffer bytes) {}

            @Override
            public void ended() {}
        };
    }
}
