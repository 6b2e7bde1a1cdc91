package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.InstallCommand;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In a real hub with the APIs of the Prometheus Operator and of cert-manager. */
final class OthersApisTest {

    private static final String MONITORING = "monitoring.coreos.com";
    private static final String CERT_MANAGER = "cert-manager.io";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @BeforeAll
    static void installTheirApis() {
        Stream.of(
                        ForeignApi.namespaced(MONITORING, "v1", "servicemonitors", "ServiceMonitor"),
                        ForeignApi.namespaced(MONITORING, "v1", "prometheusrules", "PrometheusRule"),
                        ForeignApi.namespaced(CERT_MANAGER, "v1", "issuers", "Issuer"),
                        ForeignApi.namespaced(CERT_MANAGER, "v1", "certificates", "Certificate"))
                .forEach(api -> api.installIn(hub.server()));
    }

    @AfterEach
    void uninstall() {
        release().uninstall();
    }

    @Test
    void monitorsTheSecurePortByItsNameAndAuthority() {
        install(command -> command.set("servingCertificate.mode", "helm")
                .set("metrics.serviceMonitor.enabled", true)
                .set("metrics.serviceMonitor.labels.release", "prometheus"));

        JsonObject monitor = object(MONITORING, "servicemonitors", Manifests.NAME);
        JsonObject endpoint = endpoint(monitor);
        JsonObject ca = endpoint.getJsonObject("tlsConfig").getJsonObject("ca").getJsonObject("secret");
        assertThat(monitor.getJsonObject("metadata").getJsonObject("labels").getString("release"))
                .isEqualTo("prometheus");
        assertThat(endpoint.getString("port")).isEqualTo("https");
        assertThat(endpoint.getString("scheme")).isEqualTo("https");
        assertThat(endpoint.getJsonObject("tlsConfig").getString("serverName"))
                .isEqualTo("cluster-gateway.%s.svc", Manifests.NAMESPACE);
        assertThat(release().secret(ca.getString("name")).getJsonObject("data").getString(ca.getString("key")))
                .isEqualTo(release().apiService().getString("caBundle"));
    }

    @Test
    void monitorsByTheAuthorityOfAGivenCertificate() {
        String authority = CertificateAuthority.create("own-ca").certificatePem();
        install(command -> command.set("servingCertificate.mode", "secret")
                .set("servingCertificate.secretName", "mine")
                .set("servingCertificate.caBundle", authority)
                .set("metrics.serviceMonitor.enabled", true));

        JsonObject ca = endpoint(object(MONITORING, "servicemonitors", Manifests.NAME))
                .getJsonObject("tlsConfig")
                .getJsonObject("ca")
                .getJsonObject("configMap");
        assertThat(release()
                        .configMap(ca.getString("name"))
                        .getJsonObject("data")
                        .getString(ca.getString("key")))
                .isEqualToIgnoringNewLines(authority);
    }

    @Test
    void monitorsThePlainPortWhereItIsServed() {
        install(command -> command.set("metrics.plainPort.enabled", true).set("metrics.serviceMonitor.enabled", true));

        JsonObject endpoint = endpoint(object(MONITORING, "servicemonitors", Manifests.NAME));
        assertThat(endpoint.getString("port")).isEqualTo("metrics");
        assertThat(endpoint.getString("scheme")).isEqualTo("http");
        assertThat(endpoint.containsKey("bearerTokenFile")).isFalse();
    }

    @Test
    void handsItsFilesOfAlertsAndDashboardOverAsTheyAre() throws IOException {
        install(command -> command.set("metrics.prometheusRule.enabled", true).set("metrics.dashboard.enabled", true));

        JsonObject rule = object(MONITORING, "prometheusrules", Manifests.NAME);
        JsonObject dashboard = release().configMap("cluster-gateway-dashboard");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(rule.getJsonObject("spec").encode())).isEqualTo(file(new YAMLMapper(), "alerts.yaml"));
        assertThat(json.readTree(dashboard.getJsonObject("data").getString("cluster-gateway.json")))
                .isEqualTo(file(json, "dashboard.json"));
        assertThat(dashboard.getJsonObject("metadata").getJsonObject("labels").getString("grafana_dashboard"))
                .isEqualTo("1");
    }

    @Test
    void sendsPeopleToTheRunbooksWhereTheValuesSay() {
        install(command -> command.set("metrics.prometheusRule.enabled", true)
                .set("metrics.prometheusRule.runbookUrl", "https://wiki.example/runbooks/"));

        assertThat(object(MONITORING, "prometheusrules", Manifests.NAME).encode())
                .contains("\"https://wiki.example/runbooks/ClusterGatewayAbsent.md\"")
                .doesNotContain("docs/runbooks");
    }

    @Test
    void hasCertManagerIssueTheCertificateAndNameItsAuthority() {
        install(command -> command.set("servingCertificate.mode", "cert-manager"));

        JsonObject spec = object(CERT_MANAGER, "certificates", "cluster-gateway-serving-cert")
                .getJsonObject("spec");
        assertThat(spec.getJsonArray("dnsNames")).contains("cluster-gateway." + Manifests.NAMESPACE + ".svc");
        assertThat(mounted()).isEqualTo(spec.getString("secretName"));
        assertThat(issuers(spec)).containsExactly("cluster-gateway-ca", "cluster-gateway-self-signed");
        assertThat(release().apiService().containsKey("caBundle")).isFalse();
        assertThat(release().apiServiceAnnotations().getString("cert-manager.io/inject-ca-from"))
                .isEqualTo("%s/cluster-gateway-serving-cert", Manifests.NAMESPACE);
    }

    @Test
    void keepsTheAuthorityThatAnotherWroteIntoTheApiServiceAcrossUpgrades() {
        install(command -> command.set("servingCertificate.mode", "cert-manager"));
        release().believe("d3JpdHRlbg==");

        release()
                .upgrade(command ->
                        command.set("servingCertificate.mode", "cert-manager").set("replicas", 3));

        assertThat(release().apiService().getString("caBundle")).isEqualTo("d3JpdHRlbg==");
    }

    @Test
    void takesAnIssuerThatIsThere() {
        install(command -> command.set("servingCertificate.mode", "cert-manager")
                .set("servingCertificate.issuer.name", "company")
                .set("servingCertificate.issuer.kind", "ClusterIssuer"));

        JsonObject issuer = object(CERT_MANAGER, "certificates", "cluster-gateway-serving-cert")
                .getJsonObject("spec")
                .getJsonObject("issuerRef");
        assertThat(issuer.getString("name")).isEqualTo("company");
        assertThat(issuer.getString("kind")).isEqualTo("ClusterIssuer");
        assertThat(hub.server()
                        .kubectl("get", "issuers", "-n", Manifests.NAMESPACE, "-o", "name")
                        .out())
                .isEmpty();
    }

    /** From the certificate's issuer to the one who signs itself. */
    private static List<String> issuers(JsonObject certificate) {
        String direct = certificate.getJsonObject("issuerRef").getString("name");
        String secret = object(CERT_MANAGER, "issuers", direct)
                .getJsonObject("spec")
                .getJsonObject("ca")
                .getString("secretName");
        JsonObject authority = object(CERT_MANAGER, "certificates", secret).getJsonObject("spec");
        assertThat(authority.getBoolean("isCA")).isTrue();
        assertThat(authority.getString("secretName")).isEqualTo(secret);
        String root = authority.getJsonObject("issuerRef").getString("name");
        assertThat(object(CERT_MANAGER, "issuers", root).getJsonObject("spec").containsKey("selfSigned"))
                .isTrue();
        return List.of(direct, root);
    }

    private static String mounted() {
        JsonArray volumes = release()
                .deployment()
                .getJsonObject("template")
                .getJsonObject("spec")
                .getJsonArray("volumes");
        return volumes.getJsonObject(0).getJsonObject("secret").getString("secretName");
    }

    private static JsonObject endpoint(JsonObject monitor) {
        return monitor.getJsonObject("spec").getJsonArray("endpoints").getJsonObject(0);
    }

    private static JsonNode file(ObjectMapper mapper, String name) throws IOException {
        return mapper.readTree(Manifests.CHART.resolve("files").resolve(name).toFile());
    }

    private static JsonObject object(String group, String plural, String name) {
        return release().get("/apis/%s/v1/namespaces/%s/%s/%s".formatted(group, Manifests.NAMESPACE, plural, name));
    }

    private static void install(UnaryOperator<InstallCommand> values) {
        release().install(Manifests.CHART, values);
    }

    private static HubRelease release() {
        return new HubRelease(hub.server());
    }
}
