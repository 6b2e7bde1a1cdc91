package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.RealRig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import java.util.Map.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An administrator of the hub is by that alone none of a member; the program alone does as the Go program does. */
@Timeout(120)
final class S07SystemGroupsTest {
    private static final String SECRETS = RealRig.proxyPath(RealRig.MEMBER) + "/api/v1/namespaces/kube-system/secrets";
    private static final String[] GROUPS = {"system:masters", "system:nodes", "system:kube-scheduler", "staff"};

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    @RegisterExtension
    static final PocketGateway asByChart =
            PocketGateway.with(Map.of("identity.rules", ChartRules.file().toString()));

    @Test
    void byTheChartNoSystemGroupReachesTheMember() {
        try (PocketClient proxy = asByChart.rig().frontProxy(HttpVersion.HTTP_2)) {
            String[] headers = new String[2 + 2 * GROUPS.length];
            headers[0] = "X-Remote-User";
            headers[1] = "root";
            for (int i = 0; i < GROUPS.length; i++) {
                headers[2 + 2 * i] = "X-Remote-Group";
                headers[3 + 2 * i] = GROUPS[i];
            }
            assertThat(proxy.get(PROXY + "/version", headers).status()).isEqualTo(200);
        }
        assertThat(asByChart.seen()).hasSize(1);
        assertThat(asByChart.seen().get(0).header("Impersonate-Group"))
                .containsExactly("staff", "system:authenticated");
        assertThat(asByChart.admin().get("/metrics").body())
                .contains("cluster_gateway_identity_system_groups_total{action=\"dropped\"}");
    }

    @Test
    void theMembersRbacRefusesThemThen() {
        Map<String, Object> chart = Map.of(
                "identity.passing", true, "identity.rules", ChartRules.file().toString());
        try (RealRig rig = new RealRig(hub.server(), member.server(), chart)) {
            await().untilAsserted(() -> {
                Entry<Integer, String> answer = rig.pastTheHub("root", SECRETS, "system:masters");
                assertThat(answer.getKey()).isEqualTo(403);
                assertThat(answer.getValue())
                        .contains("User \\\"root\\\" cannot list")
                        .doesNotContain("SecretList");
            });
        }
    }

    @Test
    void withoutRulesTheyAreAdministratorsThereAsInTheGoProgram() {
        try (RealRig rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", true))) {
            await().untilAsserted(() -> assertThat(
                            rig.pastTheHub("root", SECRETS, "system:masters").getValue())
                    .contains("\"kind\":\"SecretList\""));
        }
    }
}
