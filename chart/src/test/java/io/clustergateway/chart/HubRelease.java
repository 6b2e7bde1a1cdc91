package io.clustergateway.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Base64.Decoder;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/** The release in {@link Manifests#NAMESPACE} of a real hub: changed with Helm, looked at through the hub's API. */
record HubRelease(RealApiServer hub) {

    static final String NAME = "gateway";
    static final Path GO_CHART = Path.of("src", "test", "resources", "go-chart");

    private static final String NAMESPACED = "/api/v1/namespaces/" + Manifests.NAMESPACE;
    private static final String API_SERVICE =
            "/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.cluster.core.oam.dev";

    Release install(Path chart, UnaryOperator<InstallCommand> values) {
        InstallCommand command = new Helm(chart)
                .install()
                .withName(NAME)
                .withNamespace(Manifests.NAMESPACE)
                .createNamespace()
                .withKubeConfig(hub.adminKubeconfig());
        return values.apply(command).call();
    }

    void upgrade(UnaryOperator<UpgradeCommand> values) {
        upgrade(Manifests.CHART, values);
    }

    private void upgrade(Path chart, UnaryOperator<UpgradeCommand> values) {
        UpgradeCommand command = new Helm(chart)
                .upgrade()
                .withName(NAME)
                .withNamespace(Manifests.NAMESPACE)
                .withKubeConfig(hub.adminKubeconfig());
        values.apply(command).call();
    }

    /**
     * What {@code helm rollback} does with the objects, for which the library has no call: the manifest of that revision takes
     * the place of the current one.
     */
    void rollBack(int revision, Path folder) throws IOException {
        String name = "sh.helm.release.v1.%s.v%d".formatted(NAME, revision);
        Decoder base64 = Base64.getDecoder();
        byte[] packed =
                base64.decode(base64.decode(secret(name).getJsonObject("data").getString("release")));
        try (InputStream json = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            String manifest = new JsonObject(Buffer.buffer(json.readAllBytes())).getString("manifest");
            Files.createDirectories(folder.resolve("templates"));
            Files.writeString(folder.resolve("Chart.yaml"), "{apiVersion: v2, name: cluster-gateway, version: 0.0.0}");
            Files.writeString(folder.resolve("manifest"), manifest);
            Files.writeString(folder.resolve("templates/all.yaml"), "{{ .Files.Get \"manifest\" }}");
        }
        upgrade(folder, command -> command);
    }

    void uninstall() {
        Helm.uninstall(NAME)
                .withNamespace(Manifests.NAMESPACE)
                .withKubeConfig(hub.adminKubeconfig())
                .call();
    }

    /** Sends the hub to this port of this machine instead of to pods, of which none runs. */
    void turnTo(int port) {
        turnServiceTo(port);
        patch(API_SERVICE, new JsonObject().put("service", new JsonObject().put("port", port)));
    }

    /** The Service only. */
    void turnServiceTo(int port) {
        // Named, because an upgrade adds the chart's port to it, and each of several needs a name.
        JsonObject turned = new JsonObject().put("name", "turned").put("port", port);
        JsonObject external = new JsonObject()
                .put("type", "ExternalName")
                .put("externalName", "localhost")
                .putNull("clusterIP")
                .putNull("clusterIPs")
                .put("ports", new JsonArray().add(turned));
        patch(NAMESPACED + "/services/" + Manifests.NAME, external);
    }

    /** Writes a {@code caBundle}, base64, into the APIService, as the gateway does. */
    void believe(String caBundle) {
        patch(API_SERVICE, new JsonObject().put("caBundle", caBundle));
    }

    JsonObject apiService() {
        return get(API_SERVICE).getJsonObject("spec");
    }

    JsonObject apiServiceAnnotations() {
        return get(API_SERVICE).getJsonObject("metadata").getJsonObject("annotations");
    }

    JsonObject secret(String name) {
        return get(NAMESPACED + "/secrets/" + name);
    }

    JsonObject configMap(String name) {
        return get(NAMESPACED + "/configmaps/" + name);
    }

    JsonObject namespace(String name) {
        return get("/api/v1/namespaces/" + name).getJsonObject("metadata");
    }

    JsonObject deployment() {
        return get("/apis/apps/v1/namespaces/" + Manifests.NAMESPACE + "/deployments/" + Manifests.NAME)
                .getJsonObject("spec");
    }

    JsonObject get(String path) {
        return hub.request("GET", path, "").expectSuccess().json();
    }

    private void patch(String path, JsonObject spec) {
        hub.request("PATCH", path, new JsonObject().put("spec", spec).encode()).expectSuccess();
    }
}
