package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Pods.Pod;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a deleted or rotated member Secret means to streams that are open. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class MemberChangesTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration SOON = Duration.ofSeconds(5);

    /** Nothing of Kubernetes' own watches pod templates over HTTP. */
    private static final Pattern WATCHES =
            Pattern.compile("apiserver_longrunning_(?:gauge|requests)\\{[^}]*resource=\"podtemplates\"[^}]*} (\\d+)");

    private static RealRig rig;
    private static Pods pods;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        pods = new Pods(member.server());
    }

    @AfterAll
    static void stop() {
        rig.close();
        pods.close();
    }

    @Test
    void aDeletedMembersStreamsEndWithinSeconds() {
        Pod pod = pods.create();
        Kubectl kubectl = joined("leaving");
        try (RunningCommand logs = kubectl.start("logs", "-f", pod.name());
                RunningCommand attach = kubectl.start("attach", pod.name());
                RunningCommand exec = kubectl.start("exec", "-i", pod.name(), "--", "sh", "-c", "echo up; sleep 90");
                RunningCommand watch = kubectl.start("get", "podtemplates", "-w", "--output-watch-events")) {
            await().until(() -> pod.log().followers() == 2 && exec.out().equals("up\n") && watches() == 1);
            hubKubectl("delete", "secret", "-n", "vela-system", "leaving");
            await().atMost(SOON)
                    .until(() -> pod.log().followers() == 0
                            && watches() == 0
                            && rig.memberLink().openSockets() == 0);
            await().atMost(SOON)
                    .until(() -> !logs.isAlive() && !attach.isAlive() && !exec.isAlive() && !watch.isAlive());
        }
    }

    @Test
    void aRotatedCredentialBreaksNoStreamAndServesWhatComesNext() {
        Pod pod = pods.create();
        Kubectl kubectl = joined("rotating");
        try (RunningCommand logs = kubectl.start("logs", "-f", pod.name());
                RunningCommand attach = kubectl.start("attach", pod.name());
                RunningCommand watch = kubectl.start("get", "podtemplates", "-w", "-o", "name")) {
            await().until(() -> pod.log().followers() == 2 && watches() == 1);
            rig.putMember("rotating", member.server().createServiceAccountToken("kube-system", "nobody"));
            await().atMost(SOON)
                    .until(() -> kubectl.run("get", "pods")
                            .err()
                            .contains("User \"system:serviceaccount:kube-system:nobody\" cannot list resource"));
            pod.log().append("still here");
            await().atMost(SOON)
                    .until(() ->
                            logs.out().endsWith("still here\n") && attach.out().endsWith("still here\n"));
            member.server()
                    .request("POST", "/api/v1/namespaces/default/podtemplates", """
                            {"metadata": {"name": "seen"}, "template": {"metadata": {"labels": {"a": "b"}},
                             "spec": {"containers": [{"name": "c", "image": "i"}]}}}""")
                    .expectSuccess();
            await().atMost(SOON).until(() -> watch.out().contains("podtemplate/seen"));
            pod.log().end();
            assertThat(logs.await(SOON)).isEqualTo(new CommandResult(0, "still here\n", ""));
        }
        await().atMost(SOON).until(() -> watches() == 0);
        hubKubectl("delete", "secret", "-n", "vela-system", "rotating");
        await().atMost(SOON).until(() -> rig.memberLink().openSockets() == 0);
    }

    private static Kubectl joined(String name) {
        rig.putMember(name, member.server().adminCertificate());
        Kubectl kubectl = rig.kubectlAt(name);
        await().until(() -> rig.isServed(name));
        return kubectl;
    }

    private static void hubKubectl(String... arguments) {
        rig.hubKubectl().run(arguments).expectSuccess();
    }

    private static int watches() {
        return WATCHES.matcher(member.server().request("GET", "/metrics", "").body())
                .results()
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .sum();
    }
}
