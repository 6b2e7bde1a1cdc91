package io.clustergateway.dist.cluster.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KubeconfigTest {
    private static final String CONFIG = """
            apiVersion: v1
            kind: Config
            current-context: one
            contexts:
            - {name: one, context: {cluster: c1, user: u1}}
            - {name: two, context: {cluster: c2}}
            - {name: lost, context: {cluster: nowhere, user: u1}}
            clusters:
            - name: c1
              cluster: {server: "https://one.example:6443/k8s/x/", certificate-authority: pki/ca.crt, proxy-url: "socks5://p"}
            - {name: c2, cluster: {}}
            users:
            - {name: u1, user: {tokenFile: token, exec: {command: bin/plugin}}}
            """;

    @TempDir
    Path folder;

    @Test
    void filesAreRelativeToTheKubeconfigAndInlined() throws IOException {
        Files.createDirectory(folder.resolve("pki"));
        Files.writeString(folder.resolve("pki/ca.crt"), "the CA");
        Files.writeString(folder.resolve("token"), "secret\n");
        KubeContext context = context(Optional.empty());

        assertThat(context.server()).isEqualTo("https://one.example:6443/k8s/x");
        assertThat(context.caPem()).contains("the CA");
        assertThat(context.token()).contains("secret");
        assertThat(context.user().getJsonObject("exec").getString("command"))
                .isEqualTo(folder.resolve("bin/plugin").toString());
        assertThat(context.alone().getString("current-context")).isEqualTo("one");
        assertThat(context.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | no context none (expected: one of one, two, lost)",
                "two  | cluster c2: no server (expected: https://host:port)",
                "lost | context lost: no cluster nowhere",
            })
    void aContextThatLeadsNowhereIsAFault(String name, String fault) {
        assertThatThrownBy(() -> context(Optional.of(name)))
                .isInstanceOf(StartFault.class)
                .hasMessageEndingWith(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [' | no YAML, see line 1",
                "text   | no fields",
                "'users: [{name: a, user: 3}]' | wrong type",
            })
    void whatIsNoKubeconfigIsAFaultWithoutItsText(String text, String fault) throws IOException {
        Path file = Files.writeString(folder.resolve("bad"), text);
        assertThatThrownBy(() -> Kubeconfig.load("--kubeconfig", Optional.of(file)))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--kubeconfig: %s is no kubeconfig: %s".formatted(file, fault));
    }

    @Test
    void aFileKeepsWhatOthersWroteAndIsReadableByItsOwnerAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("config"), CONFIG);
        JsonObject more = YamlText.read("""
                apiVersion: v1
                kind: Config
                current-context: alpha
                contexts: [{name: alpha, context: {cluster: alpha, user: u1}}]
                clusters: [{name: alpha, cluster: {server: "https://hub/clustergateways/alpha/proxy"}}]
                users: [{name: u1, user: {token: "2024-01-01"}}]
                """);
        KubeconfigFile.write("--output", file, more);
        KubeconfigFile.write("--output", file, more);

        JsonObject read = YamlText.read(Files.readString(file));
        assertThat(read.getString("current-context")).isEqualTo("one");
        assertThat(read.getJsonArray("contexts")).hasSize(4);
        assertThat(read.getJsonArray("clusters")).hasSize(3);
        assertThat(read.getJsonArray("users")
                        .getJsonObject(0)
                        .getJsonObject("user")
                        .getString("tokenFile"))
                .isEqualTo(folder.resolve("token").toString());
        assertThat(read.getJsonArray("users").getJsonObject(1)).isEqualTo(new JsonObject("""
                {"name": "u1@hub", "user": {"token": "2024-01-01"}}"""));
        assertThat(read.getJsonArray("contexts")
                        .getJsonObject(3)
                        .getJsonObject("context")
                        .getString("user"))
                .isEqualTo("u1@hub");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(file);
        }
    }

    /** client-go writes a list without entries as null. */
    @Test
    void whatKubectlWroteAsNullIsAsIfItWereNotThere() throws IOException {
        Path file = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                preferences: null
                current-context: plugged
                contexts: [{name: plugged, context: {cluster: c1, user: plugged}}]
                clusters: [{name: c1, cluster: {server: "https://one.example"}}]
                users:
                - name: plugged
                  user:
                    exec: {apiVersion: client.authentication.k8s.io/v1, args: null, command: plugin, env: null}
                - {name: nobody, user: null}
                """);
        JsonObject exec = Kubeconfig.load("--kubeconfig", Optional.of(file))
                .context(Optional.empty())
                .user()
                .getJsonObject("exec");
        assertThat(exec.getJsonArray("args", new JsonArray())).isEmpty();
        assertThat(exec.getJsonArray("env", new JsonArray())).isEmpty();

        KubeconfigFile.write(
                "--output", file, new JsonObject().put("apiVersion", "v1").put("kind", "Config"));

        assertThat(Files.readString(file)).contains("command: plugin").doesNotContain("''");
    }

    @Test
    void aClusterOfSomebodyElseIsNotReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("config"), CONFIG);
        JsonObject more = new JsonObject("""
                {"clusters": [{"name": "c1", "cluster": {"server": "https://hub/clustergateways/c1/proxy"}}]}""");
        assertThatThrownBy(() -> KubeconfigFile.write("--output", file, more))
                .isInstanceOf(StartFault.class)
                .hasMessage(
                        "--output: %s: cluster c1 is there and is no member's (mend: another file)".formatted(file));
        assertThat(file).hasContent(CONFIG);
    }

    private KubeContext context(Optional<String> name) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), CONFIG);
        return Kubeconfig.load("--kubeconfig", Optional.of(file)).context(name);
    }
}
