package io.clustergateway.dist;

import static io.clustergateway.dist.AuditLines.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request leaves exactly one ResponseComplete, and it says who decided what. */
@Timeout(90)
final class AuditedRequestsTest {
    private static final String PODS = PocketRig.PROXY + "/api/v1/namespaces/default/pods";
    private static final String RULES = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              defaultAction: Deny
              clientIdentityExchanger:
                rules:
                - {name: admins, source: {group: "system:masters"}, type: PrivilegedIdentityExchanger}
                - {name: carol-is-dave, source: {user: carol}, target: {user: dave}, type: StaticMappingIdentityExchanger}
            """;

    @TempDir
    private Path dir;

    private PocketRig rig;

    private void start(String mode, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(more);
        values.putIfAbsent("audit.log.path", log().toString());
        values.put("audit.log.mode", mode);
        values.put("identity.passing", true);
        AccessRules hub = new AccessRules()
                .grant("alice", List.of("*"), List.of("*"))
                .grant("carol", List.of("*"), List.of("clustergateways/proxy"))
                .grant("mallory", List.of("*"), List.of("clustergateways/proxy"))
                .grant("canary-user", List.of("*"), List.of("*"));
        AccessRules member = new AccessRules().grant("alice", List.of("*"), List.of("*"));
        rig = new PocketRig(new PocketRig.Plan(
                PocketOptions.create("hub-ca").withAuthorizer(hub),
                PocketOptions.create("member-ca").withAuthorizer(member),
                values));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "blocking", "blocking-strict"})
    void eachEndOfARequestIsToldOnce(String mode) {
        start(mode, Map.of());
        try (PocketClient alice = as("alice");
                PocketClient bob = as("bob");
                PocketClient carol = as("carol");
                PocketClient stranger = rig.direct(Credential.token("of-nobody"), HttpVersion.HTTP_1_1)) {
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
            rig.member().stop().await();
            assertThat(alice.get(PODS, "Audit-Id", "down-1").status()).isBetween(502, 503);
        }
        JsonObject allowed = lines().complete("allowed-1");
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
        lines().assertRefused("denied-1", 403, "hub authorization");
        assertThat(AuditLines.notes(lines().complete("denied-1")).getString("authorization.k8s.io/decision"))
                .isEqualTo("forbid");
        assertThat(AuditLines.notes(lines().complete("denied-1")).getString("authorization.k8s.io/reason"))
                .contains("bob");
        lines().assertRefused("member-403", 403, "member");
        lines().assertRefused("unknown-1", 401, "hub authentication");
        assertThat(lines().complete("unknown-1").getJsonObject("user")).isEmpty();
        lines().assertRefused("absent-1", 404, "registry");
        lines().assertRefused(
                        "down-1",
                        lines().complete("down-1")
                                .getJsonObject("responseStatus")
                                .getInteger("code"),
                        "member");
        assertThat(lines().complete("own-1").getJsonObject("responseStatus").getInteger("code"))
                .isEqualTo(200);
        assertThat(lines().complete("head-1").getJsonObject("responseStatus").getInteger("code"))
                .isEqualTo(200);
        assertThat(lines().events("health-1")).isEmpty();
        assertThat(lines().stages("allowed-1")).containsExactly("RequestReceived", "ResponseComplete");
    }

    @Test
    void aRefusalByARuleNamesIt() throws IOException {
        Path rules = Files.writeString(dir.resolve("rules.yaml"), RULES);
        start("blocking", Map.of("identity.rules", rules.toString()));
        try (PocketClient carol = as("carol");
                PocketClient mallory = as("mallory")) {
            carol.get(PODS, "Audit-Id", "mapped-1");
            assertThat(mallory.get(PODS, "Audit-Id", "refused-1").status()).isEqualTo(403);
        }
        assertThat(lines().complete("mapped-1")
                        .getJsonObject("impersonatedUser")
                        .getString("username"))
                .isEqualTo("dave");
        assertThat(AuditLines.notes(lines().complete("mapped-1")).getMap())
                .containsEntry(OURS + "rule", "carol-is-dave")
                .containsKey(OURS + "rule-set-version");
        lines().assertRefused("refused-1", 403, "identity exchange");
        String why = why(2, "refused-1");
        assertThat(why).contains("refused  identity exchange: ").contains("refused by identity exchange with 403");
        assertThat(why(2, "mapped-1"))
                .contains("ok       identity exchange: dave (rule carol-is-dave, rules ")
                .contains("refused  member: list pods in default: 403")
                .contains("at the member member, kubectl apply:")
                .contains("- {apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"list\"]}")
                .contains("metadata: {name: for-audited-request, namespace: default}")
                .contains("kind: User, name: \"dave\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void aWatchTellsItsBeginningAndItsEndWhenTheClientLeaves(HttpVersion version) throws InterruptedException {
        start("batch", Map.of());
        String warned = "/api/v1/namespaces/default/warned";
        rig.member()
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
            PocketClient alice = rig.direct(rig.somebody("alice"), version);
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
    void aFullDiskRefusesRequestsInStrictModeAndTheirMemberIsNotAsked() throws IOException {
        Path policy = Files.writeString(dir.resolve("policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                rules:
                - {level: None, userGroups: ["system:masters"]}
                - {level: Metadata}
                """);
        start("blocking-strict", Map.of("audit.log.path", "/dev/full", "audit.policyFile", policy.toString()));
        try (PocketClient alice = as("alice")) {
            PocketClient.Answer answer = alice.get(PODS);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("failed to store audit event").contains("AuditFailed");
            assertThat(answer.headers().get("audit-id")).hasSize(36);
            assertThat(rig.member().server().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "blocking"})
    void aFullDiskHoldsNoRequestUpInTheOtherModes(String mode) {
        start(mode, Map.of("audit.log.path", "/dev/full"));
        try (PocketClient alice = as("alice")) {
            assertThat(alice.get(PODS).status()).isEqualTo(200);
        }
    }

    @Test
    void noCredentialAndNoSecondLineGetsIntoTheLog() throws IOException {
        String canary = "canary-of-the-caller-77aa";
        start("batch", Map.of());
        try (PocketClient caller = rig.direct(Credential.token(canary), HttpVersion.HTTP_1_1);
                PocketClient alice = as("alice")) {
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
        lines().complete("agent-1");
        lines().complete("token-1");
        String text = Files.readString(log());
        assertThat(text).doesNotContain(canary);
        assertThat(text.chars()).allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f);
        assertThat(text.lines())
                .allMatch(line -> new JsonObject(line).getString("kind").equals("Event"));
    }

    @Test
    void doctorWhyTellsTheWayAndTheMend() {
        start("blocking", Map.of());
        try (PocketClient bob = as("bob");
                PocketClient alice = as("alice")) {
            bob.get(PODS, "Audit-Id", "denied-2");
            alice.get(PODS, "Audit-Id", "allowed-2");
        }
        lines().complete("denied-2");
        assertThat(why(2, "denied-2"))
                .contains("refused  hub authorization: ")
                .contains("refused by hub authorization with 403; what mends it:")
                .contains("resources: [\"clustergateways/proxy\"], verbs: [\"get\"], resourceNames: [\"member\"]")
                .contains("kind: ClusterRoleBinding")
                .contains("name: \"bob\"");
        assertThat(why(0, "allowed-2"))
                .contains("ok       hub authorization: alice")
                .contains("ok       registry: member member")
                .contains("ok       member: list pods in default: 200")
                .contains("served: 200");
        JsonObject json = new JsonObject(why(2, "denied-2", "-o", "json"));
        assertThat(json.getString("refusedBy")).isEqualTo("hub authorization");
        assertThat(json.getJsonArray("steps")).isNotEmpty();
        assertThat(why(1, "nowhere")).isEmpty();
    }

    private PocketClient as(String user) {
        return rig.direct(rig.somebody(user), HttpVersion.HTTP_1_1);
    }

    private long count(String uri, String stage) {
        return lines().all().stream()
                .filter(event -> event.getString("requestURI").equals(uri))
                .filter(event -> event.getString("stage").equals(stage))
                .count();
    }

    private String why(int code, String id, String... more) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            List<String> arguments =
                    new java.util.ArrayList<>(List.of("doctor", "why", id, "--audit-log", log().toString()));
            arguments.addAll(List.of(more));
            assertThat(Main.run(arguments.toArray(String[]::new))).isEqualTo(code);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
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

    private AuditLines lines() {
        return new AuditLines(log());
    }

    private Path log() {
        return dir.resolve("audit.log");
    }
}
