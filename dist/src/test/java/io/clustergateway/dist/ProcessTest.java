package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as an operator meets it: exit codes and the one line that explains. */
final class ProcessTest {
    @TempDir
    Path dir;

    record Ended(int exit, String out, String err) {}

    @Test
    void saysWhatItNeedsWithoutAHub() {
        assertOneLine(run("serve"), "no hub", "--kubeconfig", "--clusters-from");
    }

    @Test
    void namesAnUnknownFlagAndTheNearestKnownOne() {
        Ended ended = run("serve", "--secure-prot=1");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("unknown flag: --secure-prot", "did you mean --secure-port?");
    }

    @Test
    void namesAGateNobodyKnows() {
        assertOneLine(
                run("serve", "--feature-gates=ClientIdentityPenetraton=true"),
                "--feature-gates: unrecognized feature gate: ClientIdentityPenetraton",
                "ClientIdentityPenetration");
    }

    @Test
    void showsEveryBadValueAtOnce() {
        Ended ended = run("serve", "--secure-port=x", "--member-connect-timeout=soon", "--clusters-from=" + dir);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err())
                .contains("Error: --secure-port: x (expected: a whole number, 0-65535)")
                .contains("Error: --member-connect-timeout: soon (expected: a duration");
    }

    @Test
    void namesAKeyOfTheFileThatNobodyKnows() throws IOException {
        Path file = Files.writeString(dir.resolve("c.yaml"), "serving:\n  securePrt: 1\n");
        assertOneLine(
                run("serve", "--config=" + file, "--clusters-from=" + dir),
                "serving.securePrt: unknown key",
                "securePort");
    }

    @Test
    void namesAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertOneLine(
                    run(serve("--secure-port=" + taken.getLocalPort())), "--secure-port", "" + taken.getLocalPort());
        }
    }

    @Test
    void namesAKeyThatCannotBeRead() throws IOException {
        Path file = Files.writeString(dir.resolve("tls.crt"), "no certificate");
        assertOneLine(
                run(serve("--secure-port=0", "--tls-cert-file=" + file, "--tls-private-key-file=" + file)),
                "--tls-cert-file",
                file.toString());
    }

    @Test
    void namesTheFlagThatAnotherFlagNeeds() throws IOException {
        assertOneLine(
                run("serve", "--kubeconfig=" + nowhere(), "--publish-cluster-profiles"),
                "--cluster-profile-namespace:",
                "(expected: the namespace of the ClusterProfiles)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeconfig", "detach", "rotate"})
    void asksNoHubForAMemberWhoseNameIsNone(String command) throws IOException {
        assertOneLine(
                run(command, "../configmaps/Trust", "--hub-kubeconfig=" + nowhere()),
                "NAME: ../configmaps/Trust (expected: a DNS name of lower-case letters, digits, - and .)");
    }

    @Test
    void namesAKubeconfigThatIsNone() throws IOException {
        Path file = Files.writeString(dir.resolve("kubeconfig"), "nothing: here");
        assertOneLine(run("serve", "--kubeconfig=" + file), "--kubeconfig", file.toString());
    }

    @Test
    void printsItsVersion() {
        assertThat(run("version").out()).startsWith("Cluster Gateway v");
        assertThat(run("serve", "--version").out()).startsWith("Cluster Gateway v");
        assertThat(run("version", "-o", "json").out()).contains("\"gitVersion\"");
    }

    @Test
    void drainsAndExitsWithZeroOnSigterm() throws Exception {
        Process process = start(serve("--secure-port=0"));
        try {
            String firstLines = readUntil(process, "serving version=");
            assertThat(firstLines).contains("securePort=");
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theDemoProvesItself() {
        Ended ended = run("demo", "--once", "--kubeconfig-out=" + dir.resolve("demo.kubeconfig"));
        assertThat(ended.err()).doesNotContain("Exception");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out())
                .contains("Reached alpha through the hub: namespaces default")
                .contains("Reached beta through the hub: namespaces default");
        assertThat(dir.resolve("demo.kubeconfig"))
                .content()
                .contains("name: \"alpha\"", "name: \"beta\"", "name: \"hub\"");
    }

    @Test
    void acceptsTheGoChartsArgumentsWithoutACommand() throws Exception {
        Process process = start(new String[] {
            "--secure-port=0",
            "--bind-address=127.0.0.1",
            "--secret-namespace=vela-system",
            "--feature-gates=",
            "--etcd-servers=http://nowhere",
            "--management-port=0",
            "--cert_dir=" + dir.resolve("certs"),
            "--clusters-from=" + dir
        });
        try {
            assertThat(readUntil(process, "serving version=")).contains("flag has no effect --etcd-servers");
        } finally {
            process.destroyForcibly();
        }
    }

    /** A hub at which nothing listens. */
    private Path nowhere() throws IOException {
        return Files.writeString(dir.resolve("hub"), """
                {"apiVersion": "v1", "kind": "Config", "current-context": "c",
                 "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                 "users": [{"name": "u", "user": {"token": "t"}}],
                 "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}]}
                """);
    }

    private String[] serve(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "serve",
                "--bind-address=127.0.0.1",
                "--management-port=0",
                "--cert-dir=" + dir.resolve("certs"),
                "--clusters-from=" + dir));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static void assertOneLine(Ended ended, String... parts) {
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err().lines().filter(line -> line.startsWith("Error: ")))
                .hasSize(1);
        assertThat(ended.err()).contains(parts).doesNotContain("\tat ");
    }

    private Ended run(String... arguments) {
        Process process = start(arguments);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), read("out"), read("err"));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private String readUntil(Process process, String text) {
        await().until(() -> !process.isAlive() || read("err").contains(text));
        assertThat(read("err")).contains(text);
        return read("err");
    }

    private Process start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.clustergateway.dist.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(dir.resolve("out").toFile())
                .redirectError(dir.resolve("err").toFile());
        builder.environment().remove("KUBERNETES_SERVICE_HOST");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(dir.resolve(name), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
