package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeploymentTest {

    private final Manifests manifests = Manifests.ofDefaults();

    @ParameterizedTest
    @ValueSource(strings = {"self-managed", "helm"})
    void passesOnlyFlagsThatTheProgramTakes(String certificateMode) {
        Manifests everything = Manifests.render(template -> template.set("ocmIntegration.enabled", true)
                .set("ocmIntegration.clusterProxy.enabled", true)
                .set("clusterProfiles.enabled", true)
                .set("clusterProfiles.namespace", "inventory")
                .set("clusterProfiles.hubUrl", "https://hub.example:6443")
                .set("audit.enabled", true)
                .set("audit.policy.kind", "Policy")
                .set("featureGate.healthiness", true)
                .set("featureGate.secretCache", true)
                .set("servingCertificate.mode", certificateMode)
                .set("autoscaling.enabled", true)
                .set("metrics.plainPort.enabled", true)
                .set("extraArgs[0]", "--authorize-proxy-subpath=true"));
        Map<String, ServeFlag> flags = ServeFlag.all();

        assertThat(everything.arguments()).hasSizeGreaterThan(12).allSatisfy(argument -> {
            String[] pair = argument.substring("--".length()).split("=", 2);
            assertThat(flags).containsKey(pair[0]);
            assertThat(flags.get(pair[0]).takes(pair[1])).as(argument).isTrue();
        });
    }

    @Test
    void passesIdentitiesUnlessToldNotTo() {
        Manifests off = Manifests.render(template -> template.set("identityPassing", false));

        assertThat(manifests.arguments()).contains("--feature-gates=ClientIdentityPenetration=true");
        assertThat(off.arguments()).contains("--feature-gates=ClientIdentityPenetration=false");
    }

    @Test
    void takesChartsVersionWhileThereIsNoTag() {
        assertThat(manifests.container().path("image").asText()).isEqualTo("cluster-gateway:0.1.0-SNAPSHOT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1"})
    void takesAnImageByItsDigestAloneWhateverTheTag(String tag) {
        String image = "registry.example:5000/gateway@sha256:" + "0".repeat(64);
        Manifests pinned =
                Manifests.render(template -> template.set("image", image).set("tag", tag));

        assertThat(pinned.container().path("image").asText()).isEqualTo(image);
    }

    @Test
    void runsWithinTheRestrictedPodSecurityStandard() {
        JsonNode pod = manifests.pod().path("securityContext");
        JsonNode container = manifests.container().path("securityContext");

        assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.path("runAsUser").asInt()).isPositive();
        assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(Manifests.texts(container.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(container.path("capabilities").has("add")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "readinessProbe", "livenessProbe"})
    void probesTheSecurePort(String probe) {
        JsonNode request = manifests.container().path(probe).path("httpGet");

        assertThat(request.path("scheme").asText()).isEqualTo("HTTPS");
        assertThat(request.path("port").asText())
                .isEqualTo(manifests.container().at("/ports/0/name").asText());
        assertThat(request.path("path").asText()).isEqualTo(probe.equals("readinessProbe") ? "/readyz" : "/livez");
    }

    @Test
    void keepsTheManagementPortInsideThePod() {
        assertThat(manifests.arguments()).contains("--management-address=127.0.0.1");
        assertThat(manifests.container().path("ports")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 45})
    void givesShutdownTheTimeItsFlagsNeed(int delay) {
        Manifests delayed = Manifests.render(template -> template.set("shutdownDelaySeconds", delay));
        int needed = Stream.of("shutdown-delay-duration", "shutdown-grace-period", "shutdown-stream-grace-period")
                .mapToInt(flag -> seconds(delayed, flag))
                .sum();

        assertThat(seconds(delayed, "shutdown-delay-duration")).isEqualTo(delay);
        assertThat(delayed.pod().path("terminationGracePeriodSeconds").asInt()).isGreaterThan(needed);
    }

    @Test
    void mountsTheCertificateThatItsFlagsName() {
        Manifests mounted = Manifests.render(template -> template.set("servingCertificate.mode", "helm"));
        JsonNode mount = mounted.container().at("/volumeMounts/0");

        assertThat(mounted.pod().at("/volumes/0/secret/secretName").asText()).isEqualTo("cluster-gateway-serving-cert");
        assertThat(mounted.arguments())
                .contains(
                        "--tls-cert-file=" + mount.path("mountPath").asText() + "/tls.crt",
                        "--tls-private-key-file=" + mount.path("mountPath").asText() + "/tls.key");
    }

    @Test
    void mountsTheRulesWholeThatItsFlagsName() {
        JsonNode volume = named(manifests.pod().path("volumes"), "rules");
        JsonNode mount = named(manifests.container().path("volumeMounts"), "rules");

        assertThat(volume.at("/configMap/name").asText()).isEqualTo("cluster-gateway-rules");
        assertThat(mount.has("subPath")).isFalse();
        assertThat(manifests.arguments())
                .contains("--cluster-gateway-proxy-config="
                        + mount.path("mountPath").asText());
        assertThat(manifests
                        .one("ConfigMap", "cluster-gateway-rules")
                        .at("/data/rules.yaml")
                        .asText())
                .contains("dropSystemGroups: true");
    }

    @Test
    void hasNoRulesWhereIdentitiesAreNotPassed() {
        Manifests off = Manifests.render(template -> template.set("identityPassing", false));

        assertThat(off.ofKind("ConfigMap")).isEmpty();
        assertThat(off.arguments()).noneMatch(argument -> argument.startsWith("--cluster-gateway-proxy-config"));
    }

    @Test
    void auditsNothingUnlessToldTo() {
        assertThat(manifests.arguments()).noneMatch(argument -> argument.startsWith("--audit"));
        assertThat(manifests.ofKind("ConfigMap"))
                .noneMatch(map -> map.at("/metadata/name").asText().contains("audit"));
    }

    @Test
    void mountsTheAuditPolicyThatItsFlagNamesAndRestartsWhenItChanges() {
        Manifests one = audited("Metadata");
        Manifests other = audited("None");

        assertThat(one.arguments())
                .contains(
                        "--audit-log-path=-",
                        "--audit-log-mode=batch",
                        "--audit-policy-file=/etc/cluster-gateway/audit/policy.yaml");
        assertThat(one.container().path("volumeMounts"))
                .anyMatch(mount -> mount.path("mountPath").asText().equals("/etc/cluster-gateway/audit"));
        assertThat(one.one("ConfigMap", Manifests.NAME + "-audit-policy")
                        .at("/data/policy.yaml")
                        .asText())
                .contains("level: Metadata");
        assertThat(checksum(one)).hasSize(64).isNotEqualTo(checksum(other));
    }

    private static Manifests audited(String level) {
        return Manifests.render(
                template -> template.set("audit.enabled", true).set("audit.policy.rules[0].level", level));
    }

    private static String checksum(Manifests manifests) {
        return manifests
                .one("Deployment", Manifests.NAME)
                .at("/spec/template/metadata/annotations/checksum~1audit-policy")
                .asText();
    }

    @Test
    void isFoundByItsService() {
        JsonNode labels = manifests.one("Deployment", Manifests.NAME).at("/spec/template/metadata/labels");
        JsonNode service = manifests.one("Service", Manifests.NAME);

        service.at("/spec/selector")
                .properties()
                .forEach(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
        assertThat(service.at("/spec/selector")).isNotEmpty();
        assertThat(service.at("/spec/ports/0/targetPort").asText())
                .isEqualTo(manifests.container().at("/ports/0/name").asText());
        assertThat(manifests.arguments())
                .contains("--secure-port=" + manifests.container().at("/ports/0/containerPort"));
    }

    private static JsonNode named(JsonNode array, String name) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int seconds(Manifests manifests, String flag) {
        String prefix = "--" + flag + "=";
        String argument = manifests.arguments().stream()
                .filter(each -> each.startsWith(prefix))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(argument.substring(prefix.length()).replace("s", ""));
    }
}
