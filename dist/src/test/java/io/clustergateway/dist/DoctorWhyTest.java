package io.clustergateway.dist;

import static io.clustergateway.dist.AuditLines.OURS;
import static io.clustergateway.dist.AuditedGateway.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor why} tells the way of one request by the audit log: who decided what, and what mends a refusal. */
@Timeout(90)
final class DoctorWhyTest {
    private static final String RULES = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              defaultAction: Deny
              clientIdentityExchanger:
                rules:
                - {name: admins, source: {group: "system:masters"}, type: PrivilegedIdentityExchanger}
                - {name: carol-is-dave, source: {user: carol}, target: {user: dave}, type: StaticMappingIdentityExchanger}
            """;

    @RegisterExtension
    private final AuditedGateway gateway = new AuditedGateway();

    @TempDir
    private Path folder;

    @Test
    void aRefusalByARuleNamesIt() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
        gateway.start("blocking", Map.of("identity.rules", rules.toString()));
        try (PocketClient carol = gateway.as("carol");
                PocketClient mallory = gateway.as("mallory")) {
            carol.get(PODS, "Audit-Id", "mapped-1");
            assertThat(mallory.get(PODS, "Audit-Id", "refused-1").status()).isEqualTo(403);
        }
        assertThat(gateway.lines()
                        .complete("mapped-1")
                        .getJsonObject("impersonatedUser")
                        .getString("username"))
                .isEqualTo("dave");
        assertThat(AuditLines.notes(gateway.lines().complete("mapped-1")).getMap())
                .containsEntry(OURS + "rule", "carol-is-dave")
                .containsKey(OURS + "rule-set-version");
        gateway.lines().assertRefused("refused-1", 403, "identity exchange");
        String why = gateway.lines().why(2, "refused-1");
        assertThat(why).contains("refused  identity exchange: ").contains("refused by identity exchange with 403");
        assertThat(gateway.lines().why(2, "mapped-1"))
                .contains("ok       identity exchange: dave (rule carol-is-dave, rules ")
                .contains("refused  member: list pods in default: 403")
                .contains("at the member member, kubectl apply:")
                .contains("- {apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"list\"]}")
                .contains("metadata: {name: for-audited-request, namespace: default}")
                .contains("kind: User, name: \"dave\"");
    }

    @Test
    void doctorWhyTellsTheWayAndTheMend() {
        gateway.start("blocking", Map.of());
        try (PocketClient bob = gateway.as("bob");
                PocketClient alice = gateway.as("alice")) {
            bob.get(PODS, "Audit-Id", "denied-2");
            alice.get(PODS, "Audit-Id", "allowed-2");
        }
        gateway.lines().complete("denied-2");
        assertThat(gateway.lines().why(2, "denied-2"))
                .contains("refused  hub authorization: ")
                .contains("refused by hub authorization with 403; what mends it:")
                .contains("resources: [\"clustergateways/proxy\"], verbs: [\"get\"], resourceNames: [\"member\"]")
                .contains("kind: ClusterRoleBinding")
                .contains("name: \"bob\"");
        assertThat(gateway.lines().why(0, "allowed-2"))
                .contains("ok       hub authorization: alice")
                .contains("ok       registry: member member")
                .contains("ok       member: list pods in default: 200")
                .contains("served: 200");
        JsonObject json = new JsonObject(gateway.lines().why(2, "denied-2", "-o", "json"));
        assertThat(json.getString("refusedBy")).isEqualTo("hub authorization");
        assertThat(json.getJsonArray("steps")).isNotEmpty();
        assertThat(gateway.lines().why(1, "nowhere")).isEmpty();
    }
}
