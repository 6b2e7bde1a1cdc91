package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rules diff} prints, and how it ends. */
final class DiffCommandTest {
    private static final String RULES = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              clientIdentityExchanger:
                rules:
                - {name: one, type: StaticMappingIdentityExchanger, when: '%s', target: {user: %s}}
            """;
    private static final String PROXY = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/alpha/proxy";

    @TempDir
    Path dir;

    private String before;
    private String after;

    @BeforeEach
    void write() throws IOException {
        String when = "request.resource == \"pods\" && request.verb in [\"list\", \"create\"]";
        before = write("before.yaml", RULES.formatted(when, "old"));
        after = write("after.yaml", RULES.formatted(when, "new"));
    }

    @Test
    void countsWhoWouldBecomeSomebodyElse() throws IOException {
        String log = log(
                event("1", "get", "/api/v1/pods?limit=500", "alice"),
                event("1", "get", "/api/v1/pods?limit=500", "alice"),
                event("2", "get", "/api/v1/pods", "alice"),
                event("3", "create", "/api/v1/namespaces/a/pods", "bob"),
                event("4", "get", "/api/v1/nodes", "bob"),
                event("5", "get", "", "bob"),
                new JsonObject().put("requestURI", "/api/v1/pods").put("verb", "list"));
        Cli compared = Cli.run("diff", before, after, "--requests", log);
        assertThat(compared.err()).isEmpty();
        assertThat(compared.out().lines())
                .containsExactly(
                        "     2  alice (groups dev) at alpha: old (no groups) -> new (no groups)",
                        "     1  bob (groups dev) at alpha: old (no groups) -> new (no groups)",
                        "3 of 5 requests would be somebody else's");
        assertThat(compared.exit()).isEqualTo(1);
        JsonObject json = new JsonObject(
                Cli.run("diff", before, after, "--requests", log, "-o=json").out());
        assertThat(json.getInteger("questions")).isEqualTo(5);
        assertThat(json.getJsonArray("changes").getJsonObject(0).getString("caller"))
                .isEqualTo("alice (groups dev)");
    }

    @Test
    void endsWithZeroWhereNobodyWould() throws IOException {
        Cli compared = Cli.run("diff", before, before, "--requests", log(event("1", "get", "/api/v1/pods", "alice")));
        assertThat(compared)
                .isEqualTo(new Cli(0, "nobody would become somebody else in 1 requests" + System.lineSeparator(), ""));
    }

    @Test
    void takesTheImpersonatedUserAndPassesOverWhatTheHubForbade() throws IOException {
        JsonObject impersonated = event("1", "get", "/api/v1/pods", "root")
                .put("impersonatedUser", new JsonObject().put("username", "alice"));
        JsonObject forbidden = event("2", "get", "/api/v1/pods", "mallory")
                .put("annotations", new JsonObject().put("authorization.k8s.io/decision", "forbid"));
        String log = write(
                "log",
                new JsonObject()
                        .put("kind", "EventList")
                        .put("items", new JsonArray().add(impersonated).add(forbidden))
                        .encode());
        assertThat(Cli.run("diff", before, after, "--requests", log).out().lines())
                .containsExactly(
                        "     1  alice at alpha: old (no groups) -> new (no groups)",
                        "1 of 1 requests would be somebody else's");
    }

    @Test
    void asksAsCasesDo() throws IOException {
        String cases = write("cases.yaml", """
                kind: ClusterGatewayRulesTest
                rules: []
                cases:
                - {name: a, caller: {user: a}, cluster: c, request: {path: /api/v1/pods}, expect: {user: whatever}}
                - {name: b, caller: {user: a}, cluster: c, expect: {user: whatever}}
                """);
        assertThat(Cli.run("diff", before, after, "--cases", cases).out().lines())
                .containsExactly(
                        "     1  a at c: old (no groups) -> new (no groups)", "1 of 2 cases would be somebody else's");
    }

    @Test
    void saysWhenNothingIsKnownOfMembersThatRulesLookAt() throws IOException {
        String eu = write(
                "eu.yaml", RULES.formatted("has(cluster.labels.region) && cluster.labels.region == \"eu\"", "eu"));
        String log = log(event("1", "get", "/api/v1/pods", "alice"));
        assertThat(Cli.run("diff", before, eu, "--requests", log).err())
                .startsWith("Note: nothing is known of alpha, so labels, alias and provider count as none there");
        String members = write("members.yaml", "{kind: Secret, metadata: {name: alpha, labels: {region: eu}}}");
        Cli compared = Cli.run("diff", before, eu, "--requests", log, "--members", members);
        assertThat(compared.err()).isEmpty();
        assertThat(compared.out()).contains("old (no groups) -> eu (no groups)");
        assertThat(Cli.run("diff", before, eu, "--requests", log, "--members", before)
                        .err())
                .contains("no Secret");
    }

    @Test
    void endsWithTwoWhenItCannotTell() throws IOException {
        assertTrouble("no such file or folder", before, dir.resolve("nowhere").toString(), "--requests", "x");
        assertTrouble(
                "cannot be read",
                before,
                after,
                "--requests",
                dir.resolve("nowhere").toString());
        assertTrouble(":2: no audit event", before, after, "--requests", write("log", "{}\nnonsense\n"));
        assertTrouble("no request to a member", before, after, "--requests", write("log", "{}\n\n"));
        assertTrouble("(mend: cluster-gateway rules lint", before, write("bad.yaml", "a: b"), "--requests", "x");
        assertTrouble("--cases or --requests: missing (expected: one of them)", before, after);
        assertTrouble("mutually exclusive", before, after, "--requests", "x", "--cases", "y");
        assertTrouble("--sequests", before, after, "--sequests", "x");
    }

    private static void assertTrouble(String words, String... arguments) {
        List<String> all = new ArrayList<>(List.of("diff"));
        all.addAll(List.of(arguments));
        Cli compared = Cli.run(all.toArray(String[]::new));
        assertThat(compared.exit()).isEqualTo(2);
        assertThat(compared.out()).isEmpty();
        assertThat(compared.err().lines())
                .singleElement()
                .asString()
                .startsWith("Error: ")
                .contains(words);
    }

    private static JsonObject event(String id, String verb, String path, String user) {
        return new JsonObject()
                .put("kind", "Event")
                .put("apiVersion", "audit.k8s.io/v1")
                .put("auditID", id)
                .put("verb", verb)
                .put("requestURI", PROXY + path)
                .put("user", new JsonObject().put("username", user).put("groups", new JsonArray().add("dev")));
    }

    private String log(JsonObject... events) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonObject event : events) {
            lines.append(event.encode()).append('\n');
        }
        return write("log.jsonl", lines.toString());
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }
}
