package io.clustergateway.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RealApiServerTest {

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.with(
            ApiServerSettings.named("hub").withToken("token-of-carol", "carol", List.of("devs", "system:masters")));

    @Test
    void answersKubectlOfTheAdmin() {
        CommandResult result = hub.server().kubectl("get", "namespaces", "--output=name");

        assertThat(result.expectSuccess().out()).contains("namespace/default", "namespace/kube-system");
    }

    @Test
    void knowsUsersByTheirCertificates() {
        Path alice = hub.server().kubeconfig("alice", List.of("devs"));

        CommandResult result = hub.server().kubectl().withKubeconfig(alice).run("get", "secrets");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("User \"alice\" cannot list resource \"secrets\"");
    }

    @Test
    void knowsUsersByStaticTokens(@TempDir Path folder) {
        RealApiServer server = hub.server();
        Path carol =
                Kubeconfig.of(server.url(), server.caPem(), "token-of-carol").writeTo(folder.resolve("carol"));

        server.kubectl().withKubeconfig(carol).run("get", "secrets").expectSuccess();
    }

    @Test
    void knowsServiceAccountsByTheirTokens(@TempDir Path folder) {
        RealApiServer server = hub.server();
        String token = server.createServiceAccountToken("default", "robot");
        Path robot = Kubeconfig.of(server.url(), server.caPem(), token).writeTo(folder.resolve("robot"));

        CommandResult result = server.kubectl().withKubeconfig(robot).run("get", "secrets");

        assertThat(result.err()).contains("User \"system:serviceaccount:default:robot\" cannot list");
    }

    @Test
    void publishesWhoseIdentityHeadersExtensionServersMayBelieve() {
        var data = hub.server()
                .request("GET", "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", "")
                .expectSuccess()
                .json()
                .getJsonObject("data");

        assertThat(data.getString("requestheader-allowed-names")).isEqualTo("[\"front-proxy-client\"]");
        assertThat(data.getString("requestheader-client-ca-file"))
                .isEqualTo(hub.server().certificates().frontProxy().certificatePem());
        assertThat(data.getString("client-ca-file"))
                .isEqualTo(hub.server().certificates().clients().certificatePem());
    }

    @Test
    void comesBackWithItsDataAfterAnOutage() {
        RealApiServer server = hub.server();
        String url = server.url();
        server.kubectl("create", "namespace", "survivor").expectSuccess();

        server.stop();
        assertThatThrownBy(() -> server.request("GET", "/readyz", "")).isInstanceOf(UncheckedIOException.class);
        server.start();

        assertThat(server.url()).isEqualTo(url);
        server.kubectl("get", "namespace", "survivor").expectSuccess();
    }

    @Test
    void answersNothingWhilePausedAndEverythingAfterwards() {
        RealApiServer server = hub.server();

        server.pause();
        CommandResult frozen = server.kubectl("get", "--raw=/readyz", "--request-timeout=1s");
        server.resume();

        assertThat(frozen.exit()).isEqualTo(1);
        server.kubectl("get", "--raw=/readyz").expectSuccess();
    }

    @Test
    void saysWhyItDidNotStart() {
        ApiServerSettings wrong = ApiServerSettings.named("wrong").withFlag("--no-such-flag=1");

        assertThatThrownBy(() -> RealApiServer.launch(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kube-apiserver of wrong ended with exit code 1")
                .hasMessageContaining("unknown flag: --no-such-flag");
    }

    @Test
    void leavesNeitherProcessNorFileBehind() {
        RealApiServer server = RealApiServer.launch("passing");
        Path directory = server.directory();

        server.close();

        assertThat(Files.exists(directory)).isFalse();
        assertThatThrownBy(() -> server.request("GET", "/readyz", "")).isInstanceOf(UncheckedIOException.class);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .flatMap(process -> process.info().arguments().stream().map(List::of))
                        .filter(arguments -> arguments.toString().contains(directory.toString())))
                .isEmpty();
    }
}
