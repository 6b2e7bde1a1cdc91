package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.Guide.Run;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** docs/cli.md and docs/doctor.md say what is: their commands, one after the other, print what stands below them. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class MemberGuidesTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();

    @TempDir
    private Path desk;

    private RealRig rig;

    @BeforeEach
    void start() throws IOException {
        String rules = Files.writeString(desk.resolve("rules.yaml"), """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  defaultAction: Deny
                  clientIdentityExchanger:
                    rules:
                    - name: admins
                      type: StaticMappingIdentityExchanger
                      source: {group: system:masters}
                      target: {user: root, groups: [system:masters]}
                """).toString();
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", true, "identity.rules", rules));
        Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        member.server().adminCertificate())
                .writeTo(desk.resolve("alpha.kubeconfig"));
        Guide.putProgram(desk);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void membersOnTheCommandLine() throws IOException {
        hub.server()
                .kubectl("delete", "secret", "-n", "vela-system", RealRig.MEMBER)
                .expectSuccess();
        holds("cli.md");
    }

    @Test
    void doctor() throws IOException {
        rig.apply(hub.server(), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: as-the-chart, namespace: vela-system}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [patch]}
                - {apiGroups: [""], resources: [events], verbs: [create]}
                - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create, get, update]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: as-the-chart, namespace: vela-system}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: as-the-chart}
                subjects: [{kind: ServiceAccount, name: cluster-gateway, namespace: vela-system}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: as-the-chart}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:auth-delegator"}
                subjects: [{kind: ServiceAccount, name: cluster-gateway, namespace: vela-system}]
                """);
        rig.deploy("serve", "--allow-loopback-members", "--feature-gates=ClientIdentityPenetration=true");
        holds("doctor.md");
    }

    /** What was printed is left in target/, to be put into the guide when that is what changed. */
    private void holds(String page) throws IOException {
        List<Run> written = Guide.runs(DOCS.resolve(page));
        assertThat(written).isNotEmpty();
        List<String> expected = new ArrayList<>();
        List<String> printed = new ArrayList<>();
        for (Run run : written) {
            String line = "export PATH=\"$PWD:$PATH\"; { %s\n} 2>&1".formatted(run.command());
            String out = steady(
                    Guide.stripped(hub.server().kubectl().shell(desk, line).out()));
            expected.add("$ %s\n%s".formatted(run.command(), steady(run.output())));
            printed.add("$ %s\n%s".formatted(run.command(), out));
        }
        Files.writeString(Path.of("target", page + ".printed"), String.join("\n", printed) + "\n");
        assertThat(printed).isEqualTo(expected);
    }

    /** Ports, random names, ages and the runs of time are others each time. */
    private static String steady(String text) {
        return text.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:6443")
                .replaceAll("good for \\d+ days", "good for 364 days")
                .replaceAll("-token-[a-z0-9]{5}\\b", "-token-4x1kd")
                .replaceAll("(?m) +\\d+m?\\d*s$", " 5s");
    }
}
