package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rules test} prints, and how it ends. */
final class TestCommandTest {
    @TempDir
    Path dir;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(dir.resolve("rules.yaml"), """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  clientIdentityExchanger:
                    rules:
                    - name: pods
                      type: StaticMappingIdentityExchanger
                      when: request.resource == "pods" && request.verb == "list"
                      target: {user: reader}
                """);
    }

    @Test
    void printsOneLineForEachCaseAndWhatDiffers() throws IOException {
        Path file = cases("""
                - {name: reads pods, caller: {user: a}, cluster: c, request: {path: /api/v1/pods}, expect: {user: reader}}
                - {name: reads nodes, caller: {user: a}, cluster: c, request: {path: /api/v1/nodes}, expect: {user: reader}, rule: pods}
                - {name: asks nonsense, caller: {user: a}, cluster: c, request: {verb: watch, path: /api/v1/nodes/n}, expect: {user: a}}
                """);
        Cli tested = Cli.run("test", file.toString());
        assertThat(tested.exit()).isEqualTo(1);
        assertThat(tested.out().lines())
                .containsExactly(
                        "PASS reads pods",
                        "FAIL reads nodes (" + file + ":5:3)",
                        "     user: want reader, got a",
                        "     rule: want pods, got none",
                        "FAIL asks nonsense (" + file + ":6:3)",
                        "     verb: watch at /api/v1/nodes/n (expected: get, which is what kube-apiserver makes of it)",
                        "FAIL: 3 cases, 2 failed");
        JsonObject json =
                new JsonObject(Cli.run("test", "-o=json", file.toString()).out());
        assertThat(json.getInteger("failed")).isEqualTo(2);
        assertThat(json.getJsonArray("cases").getJsonObject(1).getJsonArray("differences"))
                .hasSize(2);
    }

    @Test
    void endsWithZeroWhenAllPass() throws IOException {
        Path file = cases("- {name: a, caller: {user: a}, cluster: c, expect: {user: a}}\n");
        Cli tested = Cli.run("test", file.toString());
        assertThat(tested.exit()).isZero();
        assertThat(tested.out().lines()).containsExactly("PASS a", "PASS: 1 cases, 0 failed");
    }

    @Test
    void namesWhatCannotBeRun() throws IOException {
        assertError(
                cases("- {name: a}\n"),
                "test.yaml:4:3: caller: missing (expected: a map with user, uid, groups, extra)");
        assertError(
                Files.writeString(
                        dir.resolve("t.yaml"),
                        "kind: ClusterGatewayRulesTest\nrules: [nowhere.yaml]\ncases: "
                                + "[{name: a, caller: {user: a}, cluster: c, expect: {user: a}}]"),
                "nowhere.yaml: no such file or folder");
        assertError(
                Files.writeString(
                        dir.resolve("t.yaml"),
                        "kind: ClusterGatewayRulesTest\nrules: [rules.yaml]\nshadow: true\n"
                                + "cases: [{name: a, caller: {user: a}, cluster: c, expect: {user: a}}]"),
                "t.yaml:1:1: shadow: true, but no rules of these are shadow rules");
        assertError(dir.resolve("rules.yaml"), "kind: ClusterGatewayConfiguration (expected: ClusterGatewayRulesTest)");
    }

    private Path cases(String cases) throws IOException {
        return Files.writeString(
                dir.resolve("test.yaml"), "kind: ClusterGatewayRulesTest\nrules: [rules.yaml]\ncases:\n" + cases);
    }

    private static void assertError(Path file, String words) {
        Cli tested = Cli.run("test", file.toString());
        assertThat(tested.exit()).isEqualTo(1);
        assertThat(tested.out()).isEmpty();
        assertThat(tested.err().lines())
                .singleElement()
                .asString()
                .startsWith("Error: ")
                .contains(words);
    }
}
