package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Way C of docs/migrate-from-go.md and its way back, line by line: {@code helm} is Helm's library, and the pod a process. The Go
 * program is a stand-in, whom its chart's APIService does not verify.
 */
@Timeout(180)
final class SideBySideTest {
    private static final String GO = "go-system";
    private static final String MEMBERS = "members-of-go";
    private static final String LIST = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways";
    private static final String API_SERVICE = "apiservice/v1alpha1.cluster.core.oam.dev";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void servesBesideTheGoProgramUntilTheHubIsTurnedToItAndBack() throws Exception {
        int goPort = serveTheGoProgram();
        List<String> there = lines("**C. Side by side.**", "## 3.");
        List<String> back = lines("## 4. Roll back", "## What is taken");
        assertThat(there).hasSize(5);
        assertThat(back).hasSize(1);

        run(there.get(0));
        template(there.get(1));
        run(there.get(2));
        try (OwnProcess pod = serve()) {
            int port = pod.awaitSecurePort();
            assertThat(askedDirectly(port).getString("kind")).isEqualTo("ClusterGatewayList");
            assertThat(apiService().getBoolean("insecureSkipTLSVerify")).isTrue();
            assertThat(apiService().getJsonObject("service").getString("namespace"))
                    .isEqualTo(GO);
            assertThat(ofTheHub()).as("the Go program").doesNotContain("ClusterGatewayList");

            new HubRelease(hub.server()).turnServiceTo(port);
            run(there.get(3) + "\n" + there.get(4));
            kubectl(
                    "patch",
                    API_SERVICE,
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"service\":{\"port\":%d}}}".formatted(port));
            await().atMost(Duration.ofSeconds(45)).until(() -> ofTheHub().contains("ClusterGatewayList"));
            assertThat(apiService().getBoolean("insecureSkipTLSVerify", false)).isFalse();

            run(back.get(0));
            kubectl(
                    "patch",
                    API_SERVICE,
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"service\":{\"port\":%d}}}".formatted(goPort));
            await().atMost(Duration.ofSeconds(45)).until(() -> !ofTheHub().contains("ClusterGatewayList"));
            kubectl("wait", "--for=condition=Available", "--timeout=45s", API_SERVICE);
        }
    }

    private int serveTheGoProgram() {
        new Helm(HubRelease.GO_CHART)
                .install()
                .withName("go")
                .withNamespace(GO)
                .createNamespace()
                .set("secretNamespace", MEMBERS)
                .withKubeConfig(hub.server().adminKubeconfig())
                .call();
        Issued own = CertificateAuthority.create("go").issueServer(List.of("localhost"));
        int port = StandIn.serve(vertx, Buffer.buffer(own.certificatePem()), Buffer.buffer(own.keyPem()));
        kubectl("patch", "service", "gateway-service", "-n", GO, "--type=merge", "-p", """
            {"spec": {"type": "ExternalName", "externalName": "localhost", "clusterIP": null, "clusterIPs": null,
             "ports": [{"name": "turned", "port": %d}]}}\
            """.formatted(port));
        kubectl("patch", API_SERVICE, "--type=merge", "-p", "{\"spec\":{\"service\":{\"port\":%d}}}".formatted(port));
        kubectl("wait", "--for=condition=Available", "--timeout=45s", API_SERVICE);
        return port;
    }

    private OwnProcess serve() throws IOException {
        JsonObject spec = new HubRelease(hub.server())
                .deployment()
                .getJsonObject("template")
                .getJsonObject("spec");
        PodFiles files = PodFiles.unpack(hub.server(), spec, Files.createDirectories(folder.resolve("pod")));
        return PodProcess.start(
                spec,
                files,
                Map.of("--secure-port=9443", "--secure-port=0", "--management-port=9440", "--management-port=0"),
                "--bind-address=127.0.0.1",
                "--kubeconfig=" + files.kubeconfig());
    }

    /** As somebody who tries it out before the hub is turned to it. */
    private JsonObject askedDirectly(int port) {
        kubectl(
                "create",
                "clusterrolebinding",
                "reader",
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:reader");
        String token = hub.server().createServiceAccountToken("default", "reader");
        String ca = new HubRelease(hub.server())
                .secret("cluster-gateway-serving-cert")
                .getJsonObject("data")
                .getString("ca.crt");
        String name = "cluster-gateway.%s.svc".formatted(Manifests.NAMESPACE);
        return new SecurePort(
                        vertx, port, name, Buffer.buffer(Base64.getDecoder().decode(ca)))
                .get(LIST, Map.of("Authorization", "Bearer " + token))
                .await()
                .toJsonObject();
    }

    private String ofTheHub() {
        return hub.server().request("GET", LIST, "").body();
    }

    private static JsonObject apiService() {
        return new HubRelease(hub.server()).apiService();
    }

    private void template(String line) throws IOException {
        String[] words = line.split(" ");
        assertThat(List.of(words))
                .startsWith("helm", "template", "second", "chart")
                .containsSubsequence(">", "second.yaml");
        TemplateCommand command =
                new Helm(Manifests.CHART).template().withName("second").withNamespace(Manifests.NAMESPACE);
        for (int at = 0; at < words.length; at++) {
            if (words[at].equals("--set")) {
                String[] value = words[at + 1].split("=", 2);
                command.set(value[0], value[1]);
            }
        }
        Files.writeString(folder.resolve("second.yaml"), command.call());
    }

    private void run(String lines) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder bash = new ProcessBuilder("bash", "-euc", lines)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        bash.environment().put("KUBECONFIG", hub.server().adminKubeconfig().toString());
        bash.environment()
                .merge(
                        "PATH",
                        hub.server().kubectl().binary().getParent().toString(),
                        (path, own) -> own + File.pathSeparator + path);
        assertThat(bash.start().waitFor())
                .as("%s%n%s", lines, Files.readString(log))
                .isZero();
    }

    /** The commands between two places of the page, with the names that this test has. */
    private static List<String> lines(String from, String to) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "migrate-from-go.md"));
        String part = page.substring(page.indexOf(from), page.indexOf(to));
        return Arrays.stream(part.split("\n"))
                .filter(line -> line.startsWith("    "))
                .map(line -> line.strip()
                        .replace("SECRET-NAMESPACE", MEMBERS)
                        .replace("NAMESPACE", GO)
                        .replace("namespace second", "namespace " + Manifests.NAMESPACE)
                        .replace("-n second", "-n " + Manifests.NAMESPACE)
                        .replace("\"second\"", "\"" + Manifests.NAMESPACE + "\""))
                .toList();
    }

    private static void kubectl(String... words) {
        hub.server().kubectl(words).expectSuccess();
    }
}
