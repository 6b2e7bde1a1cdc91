package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every set of values that the Go program's repository installs its chart by renders here, and to flags that mean the same. */
final class GoValuesTest {

    /** A set of values, where it was read, and the arguments it must come to. */
    record Sample(String source, Map<String, Object> values, List<String> arguments) {
        @Override
        public String toString() {
            return source;
        }
    }

    static Stream<Sample> samples() {
        Map<String, Object> defaults = Map.of(
                "image",
                "oamdev/cluster-gateway",
                "tag",
                "v1.1.11",
                "replicas",
                1,
                "secretNamespace",
                "open-cluster-management-credentials",
                "featureGate.healthiness",
                false,
                "featureGate.secretCache",
                false);
        return Stream.of(
                new Sample(
                        "charts/cluster-gateway/values.yaml",
                        defaults,
                        List.of("--secret-namespace=open-cluster-management-credentials", "--secure-port=9443")),
                new Sample(
                        ".github/workflows/ci.yaml",
                        Map.of("featureGate.healthiness", true, "featureGate.secretCache", true, "tag", "latest"),
                        List.of(
                                "--feature-gates=ClientIdentityPenetration=true,HealthinessCheck=true,SecretCache=true")),
                new Sample(
                        "charts/cluster-gateway, ocmIntegration.enabled",
                        Map.of("ocmIntegration.enabled", true),
                        List.of("--ocm-integration=true")),
                new Sample(
                        "charts/cluster-gateway, ocmIntegration.clusterProxy.enabled",
                        Map.of("ocmIntegration.enabled", true, "ocmIntegration.clusterProxy.enabled", true),
                        List.of(
                                "--proxy-host=proxy-entrypoint.open-cluster-management-cluster-proxy",
                                "--proxy-port=8090",
                                "--proxy-ca-cert=/etc/ca/ca.crt",
                                "--proxy-cert=/etc/tls/tls.crt",
                                "--proxy-key=/etc/tls/tls.key")),
                new Sample(
                        "docs/migrate-from-go.md, the old way of identities",
                        Map.of("identityPassing", false, "featureGate.healthiness", true),
                        List.of("--feature-gates=ClientIdentityPenetration=false,HealthinessCheck=true")));
    }

    /** Every file that an argument names lies in a volume that is mounted. */
    @Test
    void mountsTheCertificateForTheKonnectivityServer() {
        Manifests manifests = Manifests.render(template ->
                template.set("ocmIntegration.enabled", true).set("ocmIntegration.clusterProxy.enabled", true));
        assertThat(mounted(manifests))
                .containsEntry("/etc/tls", "proxy-client")
                .containsEntry("/etc/ca", "proxy-server-ca");
        assertThat(mounted(Manifests.ofDefaults()).values()).doesNotContain("proxy-client", "proxy-server-ca");
    }

    /** The Secret at each path. */
    private static Map<String, String> mounted(Manifests manifests) {
        Map<String, String> mounted = new TreeMap<>();
        manifests
                .container()
                .path("volumeMounts")
                .forEach(mount -> manifests.pod().path("volumes").forEach(volume -> {
                    if (volume.path("name").equals(mount.path("name"))) {
                        mounted.put(
                                mount.path("mountPath").asText(),
                                volume.at("/secret/secretName").asText());
                    }
                }));
        return mounted;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void renders(Sample sample) {
        Manifests manifests = Manifests.render(template -> {
            sample.values().forEach(template::set);
            return template;
        });
        assertThat(manifests.arguments()).containsAll(sample.arguments());
        assertThat(manifests.arguments()).allSatisfy(argument -> {
            String[] flag = argument.substring(2).split("=", 2);
            assertThat(ServeFlag.all()).containsKey(flag[0]);
            assertThat(ServeFlag.all().get(flag[0]).takes(flag[1])).as(argument).isTrue();
        });
    }
}
