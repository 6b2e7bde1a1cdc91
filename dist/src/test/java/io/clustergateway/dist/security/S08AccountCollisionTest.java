package io.clustergateway.dist.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.RealRig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.time.Duration;
import java.util.Map;
import java.util.Map.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two clusters have a ServiceAccount of one name; the hub's is not the member's unless the operator leaves out the rule. */
@Timeout(120)
final class S08AccountCollisionTest {
    private static final String ACCOUNT = "system:serviceaccount:default:cart";
    private static final String SECRETS = RealRig.proxyPath(RealRig.MEMBER) + "/api/v1/namespaces/kube-system/secrets";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    @Test
    void theHubsAccountHasTheMembersRightsInParityOnlyAndNotByTheChart() {
        hub.server().createServiceAccount("default", "cart");
        member.server().createServiceAccount("default", "cart");
        try (RealRig parity = new RealRig(hub.server(), member.server(), Map.of("identity.passing", true))) {
            parity.letUseMembers("Group", "system:serviceaccounts");
            parity.apply(member.server(), """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata: {name: cart}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                    subjects: [{kind: ServiceAccount, name: cart, namespace: default}]
                    """);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ask(parity).getValue().contains("\"kind\":\"SecretList\""));
        }
        Map<String, Object> chart = Map.of(
                "identity.passing", true, "identity.rules", ChartRules.file().toString());
        try (RealRig prefixed = new RealRig(hub.server(), member.server(), chart)) {
            await().untilAsserted(() -> {
                Entry<Integer, String> answer = ask(prefixed);
                assertThat(answer.getKey()).as(answer.getValue()).isEqualTo(403);
                assertThat(answer.getValue()).contains("User \\\"cluster:hub:" + ACCOUNT + "\\\" cannot list");
            });
        }
    }

    private static Entry<Integer, String> ask(RealRig rig) {
        return rig.pastTheHub(ACCOUNT, SECRETS, "system:serviceaccounts", "system:serviceaccounts:default");
    }
}
