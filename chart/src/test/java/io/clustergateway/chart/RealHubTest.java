package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No pod runs here: a stand-in with the release's own certificate answers in their place. */
final class RealHubTest {

    private static final String CERTIFICATE = "cluster-gateway-serving-cert";
    private static final String MEMBERS = "member-secrets";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void uninstall() {
        vertx.close().await();
        release().uninstall();
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
        JsonObject before = certificate();

        upgrade(command -> command.set("replicas", 4));

        assertThat(certificate()).isEqualTo(before);
        assertThat(release().apiService().getString("caBundle")).isEqualTo(before.getString("ca.crt"));
    }

    @Test
    void makesNewCertificateWhenTheSecretWasDeleted() {
        install(Manifests.CHART, MEMBERS);
        JsonObject before = certificate();
        hub.server()
                .kubectl("delete", "secret", "-n", Manifests.NAMESPACE, CERTIFICATE)
                .expectSuccess();

        upgrade(command -> command.set("replicas", 4));

        JsonObject after = certificate();
        assertThat(after.getString("tls.key")).isNotEqualTo(before.getString("tls.key"));
        assertThat(release().apiService().getString("caBundle")).isEqualTo(after.getString("ca.crt"));
    }

    /** Pods that serve the former certificate are believed until the gateway writes what follows. */
    @Test
    void keepsTheAuthorityOfTheFormerPodsWhenTheGatewayTakesTheCertificateOver() {
        install(Manifests.CHART, MEMBERS);
        String former = decode(certificate().getString("ca.crt")).toString();

        release().upgrade(command -> command.set("secretNamespace", MEMBERS));

        assertThat(believed()).endsWith(former);
    }

    @Test
    void keepsTheAuthoritiesThatTheGatewayWroteAcrossUpgrades() {
        install(Manifests.CHART, MEMBERS);
        release().upgrade(command -> command.set("secretNamespace", MEMBERS));
        for (String written : List.of("b25l", "dHdv")) {
            release().believe(written);

            release().upgrade(command -> command.set("secretNamespace", MEMBERS).set("podAnnotations.for", written));

            assertThat(release().apiService().getString("caBundle")).isEqualTo(written);
        }
    }

    @Test
    void leavesTheAuthorityOfTheGatewayAloneWhenItIsRolledBack(@TempDir Path folder) throws Exception {
        release().install(Manifests.CHART, command -> command.set("secretNamespace", MEMBERS));
        release().believe("b25l");
        release().upgrade(command -> command.set("secretNamespace", MEMBERS).set("podAnnotations.for", "second"));
        release().believe("dHdv");

        release().rollBack(1, folder);

        assertThat(release().apiService().getString("caBundle")).isEqualTo("dHdv");
    }

    /** Whose pods serve the chart's certificate again. */
    @Test
    void writesTheAuthorityOfTheChartAgainWhenItIsRolledBackToItsCertificate(@TempDir Path folder) throws Exception {
        install(Manifests.CHART, MEMBERS);
        String former = certificate().getString("ca.crt");
        for (String written : List.of("b25l", "dHdv")) {
            release().upgrade(command -> command.set("secretNamespace", MEMBERS).set("podAnnotations.for", written));
            release().believe(written);
        }

        release().rollBack(1, folder);

        assertThat(release().apiService().getString("caBundle")).isEqualTo(former);
    }

    /** A hub refuses a caBundle beside insecureSkipTLSVerify. */
    @Test
    void isRolledBackToTheGoChart(@TempDir Path folder) throws Exception {
        install(HubRelease.GO_CHART, "members-of-go-again");
        for (String written : List.of("b25l", "dHdv")) {
            release()
                    .upgrade(command -> command.set("secretNamespace", "members-of-go-again")
                            .set("podAnnotations.for", written));
            release().believe(written);
        }

        release().rollBack(1, folder);

        assertThat(release().apiService().getBoolean("insecureSkipTLSVerify")).isTrue();
        assertThat(release().apiService().containsKey("caBundle")).isFalse();
        assertThat(release().apiService().getJsonObject("service").getString("name"))
                .isEqualTo("gateway-service");
    }

    @Test
    void takesOverReleaseOfTheGoChartWithoutLosingItsMembers() {
        install(HubRelease.GO_CHART, "members-of-go");
        assertThat(release().apiService().getBoolean("insecureSkipTLSVerify")).isTrue();

        upgrade(command -> command.set("secretNamespace", "members-of-go").set("createSecretNamespace", false));

        JsonObject namespace = release().namespace("members-of-go");
        assertThat(namespace.containsKey("deletionTimestamp")).isFalse();
        assertThat(namespace.getJsonObject("annotations").getString("helm.sh/resource-policy"))
                .isEqualTo("keep");
        assertThat(release().apiService().getBoolean("insecureSkipTLSVerify", false))
                .isFalse();
        assertThat(release().apiService().getJsonObject("service").getString("name"))
                .isEqualTo(Manifests.NAME);
    }

    @Test
    void leavesTheMembersNamespaceBehind() {
        install(Manifests.CHART, MEMBERS);

        release().uninstall();

        assertThat(release().namespace(MEMBERS).containsKey("deletionTimestamp"))
                .isFalse();
        install(Manifests.CHART, MEMBERS);
    }

    private static HubRelease release() {
        return new HubRelease(hub.server());
    }

    private static Release install(Path chart, String secretNamespace) {
        return release()
                .install(
                        chart,
                        command -> command.withValuesFile(HubRelease.GO_CHART.resolve("values.yaml"))
                                .set("secretNamespace", secretNamespace)
                                .set("servingCertificate.mode", "helm"));
    }

    private static void upgrade(UnaryOperator<UpgradeCommand> values) {
        release()
                .upgrade(command -> values.apply(command.withValuesFile(HubRelease.GO_CHART.resolve("values.yaml"))
                        .set("servingCertificate.mode", "helm")));
    }

    private void standIn() {
        JsonObject data = certificate();
        int port = StandIn.serve(vertx, decode(data.getString("tls.crt")), decode(data.getString("tls.key")));
        release().turnTo(port);
    }

    private static String believed() {
        return decode(release().apiService().getString("caBundle")).toString();
    }

    private static JsonObject certificate() {
        return release().secret(CERTIFICATE).getJsonObject("data");
    }

    private static Buffer decode(String base64) {
        return Buffer.buffer(Base64.getDecoder().decode(base64));
    }
}
