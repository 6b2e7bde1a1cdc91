package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.RealRig;
import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * As docs/security.md says: admission of CONNECT of clustergateways/proxy has no effect at the hub, because the hub passes
 * requests of an aggregated API on before admission; what a request does at a member is admitted there.
 */
@Timeout(120)
final class S30AdmissionTest {
    private static final String NAMESPACE_PATH = RealRig.proxyPath(RealRig.MEMBER) + "/api/v1/namespaces/default";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    @Test
    void admissionOfConnectRefusesNothingAtTheHubAndTheMembersOwnHolds() {
        try (RealRig rig = new RealRig(hub.server(), member.server(), Map.of())) {
            String connect = "{apiGroups: [cluster.core.oam.dev], apiVersions: ['*'], operations: ['*'],"
                    + " resources: [clustergateways, clustergateways/*]}";
            rig.apply(hub.server(), denying("deny-connect", connect));
            rig.apply(hub.server(), denying("deny-configmaps", configMaps()));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> create("/api/v1/namespaces/default", "at-hub-" + System.nanoTime())
                            .body()
                            .contains("failed calling webhook"));
            ApiAnswer through = create(NAMESPACE_PATH, "through-hub");
            assertThat(through.status()).as(through.body()).isEqualTo(201);
            assertThat(hub.server()
                            .request("GET", NAMESPACE_PATH + "/configmaps", "")
                            .status())
                    .isEqualTo(200);

            rig.apply(member.server(), denying("deny-configmaps", configMaps()));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> create(NAMESPACE_PATH, "refused-" + System.nanoTime())
                            .body()
                            .contains("failed calling webhook"));
        }
    }

    private static ApiAnswer create(String namespace, String name) {
        return hub.server()
                .request("POST", namespace + "/configmaps?dryRun=All", "{\"metadata\": {\"name\": \"" + name + "\"}}");
    }

    private static String configMaps() {
        return "{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}";
    }

    private static String denying(String name, String rule) {
        return """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                - name: %1$s.example.com
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Fail
                  timeoutSeconds: 1
                  clientConfig: {url: "https://127.0.0.1:1/"}
                  rules: [%2$s]
                """.formatted(name, rule);
    }
}
