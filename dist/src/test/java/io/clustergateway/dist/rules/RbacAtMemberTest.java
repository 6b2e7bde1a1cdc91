package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rules rbac} writes is what a real API server asks for, and no more. */
@Timeout(120)
final class RbacAtMemberTest {
    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final String RULES = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              defaultAction: %s
              clientIdentityExchanger:
                rules:
                - {name: one, type: StaticMappingIdentityExchanger, source: {user: a}, target: {user: bob, groups: [g]}}
                - name: two
                  type: StaticMappingIdentityExchanger
                  source: {user: b}
                  target: {user: system:serviceaccount:default:robot}
            """;

    @TempDir
    Path dir;

    @Test
    void literalRulesAllowTheirNamesAndNoOthers() throws IOException {
        apply("narrow", "Deny", "--subject=narrow");
        assertThat(as("narrow", "bob", "g")).contains("User \"bob\" cannot list");
        assertThat(as("narrow", "bob", "h")).contains("cannot impersonate resource \"groups\"");
        assertThat(as("narrow", "carol")).contains("cannot impersonate resource \"users\"");
        assertThat(as("narrow", "system:serviceaccount:default:robot")).contains("robot\" cannot list");
        assertThat(as("narrow", "system:serviceaccount:kube-system:robot"))
                .contains("cannot impersonate resource \"serviceaccounts\"");
    }

    @Test
    void callersWhoStayWhoTheyAreMayBearAnyName() throws IOException {
        apply("wide", "Impersonate", "--subject=wide");
        assertThat(as("wide", "carol", "x", "y")).contains("User \"carol\" cannot list");
        assertThat(as("wide", "system:serviceaccount:shop:cart", "system:serviceaccounts"))
                .contains("cart\" cannot list");
    }

    /** That a server of 1.36 acts on it is not seen here: the one that runs is older. */
    @Test
    void theConstrainedFormIsTaken() throws IOException {
        apply("constrained", "Impersonate", "--subject=constrained", "--constrained");
    }

    private void apply(String name, String action, String... flags) throws IOException {
        Path rules = Files.writeString(dir.resolve("rules.yaml"), RULES.formatted(action));
        List<String> words = new ArrayList<>(List.of("rbac"));
        words.addAll(List.of(flags));
        words.add(rules.toString());
        Cli written = Cli.run(words.toArray(String[]::new));
        assertThat(written.exit()).isZero();
        Path manifests = Files.writeString(
                dir.resolve("rbac.yaml"),
                written.out().replace("cluster-gateway-impersonator", "impersonator-" + name));
        member.server().kubectl("apply", "-f", manifests.toString()).expectSuccess();
    }

    private static String as(String credential, String user, String... groups) {
        List<String> words = new ArrayList<>(List.of("get", "configmaps", "--as=" + user));
        List.of(groups).forEach(group -> words.add("--as-group=" + group));
        return member.server()
                .kubectl()
                .withKubeconfig(member.server().kubeconfig(credential, List.of()))
                .run(words.toArray(String[]::new))
                .err();
    }
}
