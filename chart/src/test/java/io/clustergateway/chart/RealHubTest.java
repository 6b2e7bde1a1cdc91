package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No pod runs here: a stand-in with the release's own certificate answers in their place. */
final class RealHubTest {

    private static final String RELEASE = "gateway";
    private static final String SERVICE = "/api/v1/namespaces/" + Manifests.NAMESPACE + "/services/" + Manifests.NAME;
    private static final String CERTIFICATE =
            "/api/v1/namespaces/" + Manifests.NAMESPACE + "/secrets/cluster-gateway-serving-cert";
    private static final String API_SERVICE =
            "/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.cluster.core.oam.dev";
    private static final String MEMBERS = "member-secrets";
    private static final Path GO_CHART = Path.of("src", "test", "resources", "go-chart");

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void uninstall() {
        vertx.close().await();
        Helm.uninstall(RELEASE)
                .withNamespace(Manifests.NAMESPACE)
                .withKubeConfig(hub.server().adminKubeconfig())
                .call();
    }

    @Test
    void becomesAvailableByTheFirstCommandOfItsNotes() {
        Release release = install(Manifests.CHART, MEMBERS);
        standIn();

        List<String> commands = release.getOutput()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("kubectl "))
                .toList();
        assertThat(commands).hasSize(2).last().isEqualTo("kubectl get clustergateways");
        String[] first = commands.get(0).substring("kubectl ".length()).split(" ");
        assertThat(hub.server().kubectl(first).expectSuccess().out()).contains("condition met");
    }

    @Test
    void keepsItsCertificateAcrossUpgrades() {
        install(Manifests.CHART, MEMBERS);
        JsonObject before = get(CERTIFICATE).getJsonObject("data");

        upgrade(command -> command.set("replicas", 4));

        assertThat(get(CERTIFICATE).getJsonObject("data")).isEqualTo(before);
        assertThat(apiService().getString("caBundle")).isEqualTo(before.getString("ca.crt"));
    }

    @Test
    void makesNewCertificateWhenTheSecretWasDeleted() {
        install(Manifests.CHART, MEMBERS);
        JsonObject before = get(CERTIFICATE).getJsonObject("data");
        hub.server().request("DELETE", CERTIFICATE, "").expectSuccess();

        upgrade(command -> command.set("replicas", 4));

        JsonObject after = get(CERTIFICATE).getJsonObject("data");
        assertThat(after.getString("tls.key")).isNotEqualTo(before.getString("tls.key"));
        assertThat(apiService().getString("caBundle")).isEqualTo(after.getString("ca.crt"));
    }

    @Test
    void takesOverReleaseOfTheGoChartWithoutLosingItsMembers() {
        install(GO_CHART, "members-of-go");
        assertThat(apiService().getBoolean("insecureSkipTLSVerify")).isTrue();

        upgrade(command -> command.set("secretNamespace", "members-of-go").set("createSecretNamespace", false));

        JsonObject namespace = namespace("members-of-go");
        assertThat(namespace.containsKey("deletionTimestamp")).isFalse();
        assertThat(namespace.getJsonObject("annotations").getString("helm.sh/resource-policy"))
                .isEqualTo("keep");
        assertThat(apiService().getBoolean("insecureSkipTLSVerify", false)).isFalse();
        assertThat(apiService().getJsonObject("service").getString("name")).isEqualTo(Manifests.NAME);
    }

    @Test
    void leavesTheMembersNamespaceBehind() {
        install(Manifests.CHART, MEMBERS);

        Helm.uninstall(RELEASE)
                .withNamespace(Manifests.NAMESPACE)
                .withKubeConfig(hub.server().adminKubeconfig())
                .call();

        assertThat(namespace(MEMBERS).containsKey("deletionTimestamp")).isFalse();
        install(Manifests.CHART, MEMBERS);
    }

    private static Release install(Path chart, String secretNamespace) {
        return new Helm(chart)
                .install()
                .withName(RELEASE)
                .withNamespace(Manifests.NAMESPACE)
                .createNamespace()
                .withValuesFile(GO_CHART.resolve("values.yaml"))
                .set("secretNamespace", secretNamespace)
                .withKubeConfig(hub.server().adminKubeconfig())
                .call();
    }

    private static void upgrade(UnaryOperator<UpgradeCommand> values) {
        UpgradeCommand command = new Helm(Manifests.CHART)
                .upgrade()
                .withName(RELEASE)
                .withNamespace(Manifests.NAMESPACE)
                .withValuesFile(GO_CHART.resolve("values.yaml"))
                .withKubeConfig(hub.server().adminKubeconfig());
        values.apply(command).call();
    }

    private void standIn() {
        JsonObject data = get(CERTIFICATE).getJsonObject("data");
        int port = StandIn.serve(vertx, decode(data.getString("tls.crt")), decode(data.getString("tls.key")));
        JsonObject external = new JsonObject()
                .put("type", "ExternalName")
                .put("externalName", "localhost")
                .putNull("clusterIP")
                .putNull("clusterIPs")
                .put("ports", new JsonArray().add(new JsonObject().put("port", port)));
        patch(SERVICE, external);
        patch(API_SERVICE, new JsonObject().put("service", new JsonObject().put("port", port)));
    }

    private static JsonObject namespace(String name) {
        return get("/api/v1/namespaces/" + name).getJsonObject("metadata");
    }

    private static JsonObject apiService() {
        return get(API_SERVICE).getJsonObject("spec");
    }

    private static void patch(String path, JsonObject spec) {
        hub.server()
                .request("PATCH", path, new JsonObject().put("spec", spec).encode())
                .expectSuccess();
    }

    private static JsonObject get(String path) {
        return hub.server().request("GET", path, "").expectSuccess().json();
    }

    private static Buffer decode(String base64) {
        return Buffer.buffer(Base64.getDecoder().decode(base64));
    }
}
