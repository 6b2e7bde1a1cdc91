package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rules lint} prints, and how it ends. */
final class LintCommandTest {
    private static final String RULES = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              clientIdentityExchanger:
                rules:
                - name: one
                  type: StaticMappingIdentityExchanger
                  source: {%s}
                  target: {user: bob}
            """;

    @TempDir
    Path dir;

    private Path clean;
    private Path doubtful;
    private Path faulty;

    @BeforeEach
    void write() throws IOException {
        clean = Files.writeString(dir.resolve("clean.yaml"), RULES.formatted("user: alice"));
        doubtful = Files.writeString(dir.resolve("doubtful.yaml"), RULES.formatted("userPattern: ali"));
        faulty = Files.writeString(dir.resolve("faulty.yaml"), RULES.formatted("usr: alice"));
    }

    @Test
    void endsWithZeroUnlessThereAreErrors() {
        assertThat(Cli.run("lint", clean.toString())).isEqualTo(new Cli(0, lines("0 errors, 0 warnings"), ""));
        Cli warned = Cli.run("lint", doubtful.toString());
        assertThat(warned.exit()).isZero();
        assertThat(warned.out()).contains("(UnanchoredPattern)").endsWith(lines("0 errors, 1 warning"));
        assertThat(Cli.run("lint", "--strict", doubtful.toString()).exit()).isEqualTo(1);
        assertThat(Cli.run("lint", "--strict", clean.toString()).exit()).isZero();
    }

    @Test
    void showsAFaultWithItsLineAndACaret() {
        Cli linted = Cli.run("lint", faulty.toString());
        assertThat(linted.exit()).isEqualTo(1);
        assertThat(linted.err()).isEmpty();
        assertThat(linted.out().lines().toList())
                .hasSize(4)
                .startsWith(
                        faulty
                                + ":8:16: error: unknown field source.usr (expected: user, group, uid, cluster, userPattern,"
                                + " groupPattern, clusterPattern; did you mean user?) (UnknownField)",
                        " |       source: {usr: alice}",
                        " |                ^")
                .endsWith("1 error, 0 warnings");
    }

    @Test
    void printsTheSameAsJson() {
        JsonObject json =
                new JsonObject(Cli.run("lint", "-o", "json", faulty.toString()).out());
        assertThat(json.getInteger("errors")).isEqualTo(1);
        assertThat(json.getInteger("warnings")).isZero();
        JsonObject finding = json.getJsonArray("findings").getJsonObject(0);
        assertThat(finding.getString("message")).startsWith("unknown field source.usr");
        finding.remove("message");
        assertThat(finding)
                .isEqualTo(new JsonObject()
                        .put("severity", "error")
                        .put("code", "UnknownField")
                        .put("file", faulty.toString())
                        .put("line", 8)
                        .put("column", 16)
                        .put("excerpt", "      source: {usr: alice}"));
    }

    @Test
    void takesAFolderAsTheGatewayDoes() throws IOException {
        Files.writeString(dir.resolve("notes.txt"), "no rules");
        Files.writeString(dir.resolve(".hidden.yaml"), "no rules");
        Files.writeString(dir.resolve("test.yaml"), "kind: ClusterGatewayRulesTest");
        Cli linted = Cli.run("lint", dir.toString());
        assertThat(linted.out())
                .contains(
                        "doubtful.yaml:6:13: error: name: one is taken",
                        "test.yaml:1:1: warning: no rules, but in a folder")
                .doesNotContain("hidden", "notes");
    }

    @Test
    void namesWhatItCannotRead() throws IOException {
        assertError("no such file or folder", dir.resolve("nowhere.yaml"));
        assertError("holds no rule file", Files.createDirectory(dir.resolve("empty")));
        assertError("no UTF-8", Files.write(dir.resolve("binary.yaml"), new byte[] {(byte) 0xc3, 0x28}));
    }

    @Test
    void whatIsNoYamlIsAFinding() throws IOException {
        Path file = Files.writeString(dir.resolve("broken.yaml"), "a: [");
        Cli linted = Cli.run("lint", file.toString());
        assertThat(linted.exit()).isEqualTo(1);
        assertThat(linted.out()).contains("(YamlSyntax)").endsWith(lines("1 error, 0 warnings"));
    }

    private static void assertError(String words, Path file) {
        Cli linted = Cli.run("lint", file.toString());
        assertThat(linted.exit()).isEqualTo(1);
        assertThat(linted.out()).isEmpty();
        assertThat(linted.err().lines()).singleElement().asString().startsWith("Error: " + file + ": " + words);
    }

    private static String lines(String line) {
        return line + System.lineSeparator();
    }
}
