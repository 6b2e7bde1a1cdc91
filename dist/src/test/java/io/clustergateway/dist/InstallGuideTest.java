package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/install.md, sections 3 to 5, as they stand there. */
@Timeout(180)
final class InstallGuideTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", true));
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void addsAMemberAndLetsAliceUseItAsHerself() throws Exception {
        Path token = Files.writeString(dir.resolve("token"), credentialAtTheMember());
        Path ca = Files.writeString(dir.resolve("ca.crt"), member.server().caPem());
        run(
                hub.server().kubectl(),
                "create secret generic guide -n vela-system --from-literal=endpoint=https://127.0.0.1:%d --from-file=ca.crt=%s --from-file=token=%s"
                        .formatted(rig.memberLink().port(), ca, token));
        run(
                hub.server().kubectl(),
                "label secret guide -n vela-system cluster.core.oam.dev/cluster-credential-type=ServiceAccountToken");
        run(
                hub.server().kubectl(),
                "create clusterrole use-member --verb=get,create,update,patch,delete"
                        + " --resource=clustergateways.cluster.core.oam.dev/proxy --resource-name=guide");
        run(
                hub.server().kubectl(),
                "create clusterrolebinding alice-uses-member --clusterrole=use-member --user=alice");
        String whoAmI = RealRig.proxyPath("guide") + "/api/v1/namespaces/default/configmaps";
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.server()
                                .requestAs("alice", "GET", whoAmI, "")
                                .body())
                        .contains("configmaps is forbidden: User \\\"alice\\\" cannot list resource"));
    }

    private static String credentialAtTheMember() {
        Kubectl kubectl = member.server().kubectl();
        run(kubectl, "create serviceaccount cluster-gateway -n kube-system");
        run(
                kubectl,
                "create clusterrole cluster-gateway-impersonator --verb=impersonate --resource=users,groups,serviceaccounts");
        run(
                kubectl,
                "create clusterrolebinding cluster-gateway-impersonator --clusterrole=cluster-gateway-impersonator"
                        + " --serviceaccount=kube-system:cluster-gateway");
        return run(kubectl, "create token cluster-gateway -n kube-system --duration=8760h");
    }

    private static String run(Kubectl kubectl, String command) {
        return kubectl.run(command.split(" ")).expectSuccess().out();
    }
}
