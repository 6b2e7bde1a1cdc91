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

/** What {@code rules explain} tells. */
final class ExplainCommandTest {
    private static final String HEAD = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              clientIdentityExchanger:
                rules:
            """;

    @TempDir
    Path dir;

    private Path rules;

    @BeforeEach
    void write() throws IOException {
        rules = Files.writeString(dir.resolve("rules.yaml"), HEAD + """
                    - name: first
                      type: StaticMappingIdentityExchanger
                      source: {user: nobody}
                      target: {user: x}
                    - name: eu-pods
                      type: StaticMappingIdentityExchanger
                      when: cluster.labels.region == "eu" && request.resource == "pods" && request.verb == "list"
                      target: {user: reader, groups: [g], extra: {example.com/Key: [v]}}
                    - name: admins
                      type: PrivilegedIdentityExchanger
                      source: {group: admins}
                    - name: ask
                      type: ExternalIdentityExchanger
                      source: {user: ext}
                      url: https://exchanger.example/
                """);
    }

    @Test
    void tellsWhyEachEarlierRuleDoesNotMatch() {
        Cli told = explain(
                "--user=alice",
                "--cluster-label=region=eu",
                "--verb=list",
                "--path=/api/v1/namespaces/shop/pods?limit=5");
        assertThat(told.exit()).isZero();
        assertThat(told.out().lines())
                .containsExactly(
                        "caller    alice (no groups)",
                        "member    alpha (label region=eu)",
                        "request   list pods in namespace shop (/api/v1/namespaces/shop/pods)",
                        "",
                        "no match  first (" + rules + ":6:7)",
                        "          source.user: request.user == \"nobody\"",
                        "match     eu-pods (" + rules + ":10:7)",
                        "",
                        "Impersonate-User: reader",
                        "Impersonate-Group: g",
                        "Impersonate-Extra-example.com%2Fkey: v");
    }

    @Test
    void tellsOfTheCredentialsOwnIdentityAndOfServers() {
        assertThat(explain("--user=alice", "--group=admins", "--cluster-label=region=us")
                        .out())
                .contains("match     admins")
                .endsWith("no Impersonate header: the member credential's own identity" + System.lineSeparator());
        assertThat(explain("--user=ext", "--cluster-label=region=us").out())
                .endsWith("asks https://exchanger.example/ (within 5s; an answer is used for 5m at most)"
                        + System.lineSeparator());
    }

    @Test
    void tellsOfRefusals() {
        Cli told = explain("--user=alice", "--path=/api/v1/pods");
        assertThat(told.exit()).isZero();
        assertThat(told.out()).contains("failed    eu-pods").contains("refused with 403 RuleFailed: ");
    }

    @Test
    void tellsOfTheCallersOwnIdentity() {
        Cli told = explain(
                "--user=alice",
                "--uid=7",
                "--group=a",
                "--group=b",
                "--extra=Scopes=x",
                "--extra=scopes=y",
                "--cluster-label=region=us");
        assertThat(told.out().lines().toList())
                .contains("caller    alice (groups a, b; uid 7; extra scopes=x|y)", "no rule   matches")
                .endsWith(
                        "Impersonate-User: alice",
                        "Impersonate-Group: a",
                        "Impersonate-Group: b",
                        "Impersonate-Extra-scopes: x",
                        "Impersonate-Extra-scopes: y");
    }

    @Test
    void printsTheSameAsJson() {
        JsonObject json =
                new JsonObject(explain("-o=json", "--user=alice", "--group=admins", "--cluster-label=region=us")
                        .out());
        assertThat(json.getString("outcome")).isEqualTo("Privileged");
        assertThat(json.getString("rule")).isEqualTo("admins");
        assertThat(json.getJsonArray("asked").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("rule", "first")
                        .put("scope", "global")
                        .put("at", rules + ":6:7")
                        .put("outcome", "no match")
                        .put("condition", "source.user")
                        .put("detail", "request.user == \"nobody\""));
        JsonObject own = new JsonObject(
                explain("-o=json", "--user=alice", "--cluster-label=region=us").out());
        assertThat(own.getString("outcome")).isEqualTo("Impersonated");
        assertThat(own.getJsonArray("headers")).isEqualTo(new JsonArray().add("Impersonate-User: alice"));
        assertThat(new JsonObject(explain("-o=json", "--user=ext", "--cluster-label=region=us")
                                .out())
                        .getString("url"))
                .isEqualTo("https://exchanger.example/");
        assertThat(new JsonObject(explain("-o=json", "--user=alice", "--path=/api/v1/pods")
                                .out())
                        .getString("reason"))
                .isEqualTo("RuleFailed");
    }

    @Test
    void asksTheMembersOwnRulesFirst() throws IOException {
        Path own = Files.writeString(dir.resolve("own.yaml"), HEAD + """
                    - name: own
                      type: StaticMappingIdentityExchanger
                      source: {}
                      target: {user: guest}
                """);
        assertThat(explain("--user=alice", "--member-rules=" + own).out())
                .contains("match     own", "Impersonate-User: guest");
    }

    @Test
    void takesAMembersLabelsAndRulesFromItsSecret() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret.yaml"), """
                kind: Secret
                metadata:
                  name: alpha
                  labels: {region: us}
                  annotations:
                    cluster.core.oam.dev/cluster-alias: First
                    cluster.core.oam.dev/cluster-gateway-proxy-configuration: |
                """ + HEAD.indent(6) + """
                          - name: own
                            type: StaticMappingIdentityExchanger
                            source: {user: nobody}
                            target: {user: guest}
                """);
        assertThat(explain("--user=alice", secret.toString()).out())
                .contains("member    alpha (alias=First, label region=us)", "no match  own (" + secret + ":13:13)")
                .contains("Impersonate-User: alice");
        assertThat(explain("--user=alice", "--member-rules=" + secret).out()).contains("no match  own");
        Cli other = Cli.run("explain", "--user=alice", "--cluster=beta", "--member-rules=" + secret, rules.toString());
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("describes no member beta");
    }

    @Test
    void asksShadowRulesWhenToldSo() throws IOException {
        Path shadow =
                Files.writeString(dir.resolve("shadow.yaml"), HEAD.replace("spec:", "spec:\n  shadow: true") + """
                    - name: other
                      type: StaticMappingIdentityExchanger
                      source: {user: alice}
                      target: {user: shade}
                """);
        assertThat(explain("--user=alice", "--shadow", shadow.toString()).out()).contains("Impersonate-User: shade");
        assertThat(explain("--user=alice", "--shadow").err()).contains("--shadow: no shadow rules in " + rules);
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        Path faulty = Files.writeString(dir.resolve("faulty.yaml"), HEAD + "    - name: one\n    - name: two\n");
        Cli told = Cli.run("explain", "--user=a", "--cluster=b", faulty.toString());
        assertThat(told.exit()).isEqualTo(1);
        assertThat(told.err().lines())
                .singleElement()
                .asString()
                .startsWith("Error: " + faulty + ":6:7: ")
                .endsWith("and 3 more (mend: cluster-gateway rules lint " + faulty + ")");
        assertThat(explain("--user=").err()).contains("--user: empty (expected: a name)");
        assertThat(explain("--user=a", "--extra=x").err()).contains("--extra: x (expected: KEY=VALUE)");
        assertThat(explain("--user=a", "--verb=fly").err()).contains("--verb: fly (expected: get, list,");
        assertThat(explain("--user=a", "--path=api").err()).contains("--path: api (expected: the path at the member");
        assertThat(explain("--user=a", "--verb=list", "--path=/api/v1/nodes/n").err())
                .contains("--verb: list at /api/v1/nodes/n (expected: get, which is what kube-apiserver makes of it)");
    }

    private Cli explain(String... flags) {
        List<String> words = new ArrayList<>(List.of("explain", "--cluster=alpha"));
        words.addAll(List.of(flags));
        words.add(rules.toString());
        return Cli.run(words.toArray(String[]::new));
    }
}
