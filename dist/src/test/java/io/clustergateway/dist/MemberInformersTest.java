package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Informers of three makes follow the members themselves through the hub, whatever is restarted. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class MemberInformersTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private static final Logger log = LoggerFactory.getLogger(MemberInformersTest.class);
    private static final String SECRETS = "/api/v1/namespaces/vela-system/secrets";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private RealRig rig;
    private Churn churn;
    private WatchListFollower watchList;
    private List<MemberFollower> followers;

    @BeforeEach
    void start() throws IOException {
        rig = new RealRig(hub.server(), hub.server(), Map.of("serving.streamGrace", "1s"));
        churn = new Churn(hub.server(), SECRETS, MemberInformersTest::secret);
        Path kubeconfig = hub.server().kubeconfig("admin", List.of("system:masters"));
        watchList = new WatchListFollower(rig.hubKubectl());
        followers = List.of(
                watchList,
                new OfficialMemberFollower(kubeconfig),
                new Fabric8MemberFollower(Files.readString(kubeconfig)));
    }

    @AfterEach
    void stop() {
        followers.forEach(MemberFollower::close);
        churn.close();
        rig.close();
    }

    @Test
    void stayInStepThroughTenThousandChangesARestartOfTheGatewayAndOfTheHub() {
        churn.make(2_000);
        areInStep("2,000 changes");
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> churn.make(4_000));
        rig.restartGateway();
        changes.join();
        areInStep("4,000 changes and a restart of the gateway");
        hub.server().stop();
        hub.server().start();
        churn.make(4_000);
        areInStep("a restart of the hub and 4,000 changes");
        waitsForWhatComes(rig.hubKubectl());
        waitsForWhatComes(rig.hubKubectl().withEnvironment("KUBE_FEATURE_WatchListClient", "true"));
    }

    private void areInStep(String what) {
        Map<String, String> due = secrets();
        for (MemberFollower follower : followers) {
            await(follower + " after " + what)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(follower.store()).isEqualTo(due));
        }
        log.info("in step after {} members={} followers={}", what, due.size(), followers);
    }

    /** kubectl wait is an informer of client-go. */
    private void waitsForWhatComes(Kubectl kubectl) {
        annotate("status.cluster.core.oam.dev/healthy=false");
        try (RunningCommand waiting = kubectl.start(
                "wait", "clustergateway/member", "--for=jsonpath={.status.healthy}=true", "--timeout=1m")) {
            annotate("status.cluster.core.oam.dev/healthy=true");
            waiting.await(PATIENCE).expectSuccess();
        }
    }

    private void annotate(String annotation) {
        rig.hubKubectl()
                .run("annotate", "secret", "member", "-n", "vela-system", "--overwrite", annotation)
                .expectSuccess();
    }

    private static JsonObject secret(String name, int counter) {
        return new JsonObject()
                .put(
                        "metadata",
                        new JsonObject()
                                .put("name", name)
                                .put(
                                        "labels",
                                        new JsonObject()
                                                .put(
                                                        RealRig.GROUP + "/cluster-credential-type",
                                                        "ServiceAccountToken")))
                .put(
                        "data",
                        new JsonObject()
                                .put("endpoint", base64("https://127.0.0.1:1/" + counter))
                                .put("token", base64("token")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> secrets() {
        return hub
                .server()
                .request("GET", SECRETS + "?labelSelector=" + RealRig.GROUP + "/cluster-credential-type", "")
                .expectSuccess()
                .json()
                .getJsonArray("items")
                .stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata"))
                .collect(Collectors.toMap(
                        metadata -> metadata.getString("name"), metadata -> metadata.getString("resourceVersion")));
    }
}
