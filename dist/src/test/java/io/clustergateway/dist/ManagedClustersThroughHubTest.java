package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Members whose address a ManagedCluster of a real hub tells; each test begins without the definition. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
final class ManagedClustersThroughHubTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final String CRD = "crd/managedclusters.cluster.open-cluster-management.io";
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int READERS = 3;

    private static RealRig rig;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of("registry.ocmIntegration", true));
    }

    @AfterEach
    void uninstall() {
        hub.server().kubectl("delete", CRD, "--ignore-not-found", "--wait=true");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void theDefinitionMayComeAfterTheGatewayAndBeThereBeforeItAndGo() {
        putSecret("late");
        await().atMost(SOON).until(() -> isRefused("late", 503, "key endpoint: missing"));
        install();
        rig.apply(hub.server(), cluster("late", rig.memberLink().port()));
        await().atMost(SOON).until(() -> get("late").exit() == 0);

        rig.restartGateway();
        await().atMost(SOON).until(() -> get("late").exit() == 0);

        hub.server().kubectl("delete", CRD);
        await().atMost(SOON).until(() -> isRefused("late", 503, "key endpoint: missing"));
        assertThat(rig.memberKubectl().run("get", "ns", "default").out()).contains("default");
        assertThat(rig.gateway().isReady()).isTrue();
    }

    @Test
    void aMemberMovesUnderLoadWithoutAFailedRequest() throws InterruptedException {
        install();
        rig.apply(hub.server(), cluster("moving", rig.memberLink().port()));
        putSecret("moving");
        await().atMost(SOON).until(() -> get("moving").exit() == 0);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong served = new AtomicLong();
        Queue<Map.Entry<Integer, String>> refused = new ConcurrentLinkedQueue<>();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try (Link elsewhere = new Link(URI.create(member.server().url()).getPort())) {
            for (int i = 0; i < READERS; i++) {
                readers.execute(() -> {
                    while (!over.get()) {
                        Map.Entry<Integer, String> answer = namespaces("moving");
                        served.incrementAndGet();
                        if (answer.getKey() != 200) {
                            refused.add(answer);
                        }
                    }
                });
            }
            await().atMost(SOON).until(() -> served.get() > 50);
            rig.apply(hub.server(), cluster("moving", elsewhere.port()));
            await().atMost(SOON).until(() -> elsewhere.openSockets() > 0);
            long moved = served.get();
            await().atMost(SOON).until(() -> served.get() > moved + 50);
            over.set(true);
            readers.shutdown();
            assertThat(readers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            over.set(true);
            readers.shutdownNow();
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void kubectlWatchesOneBecomeAMemberAndCeaseToBeOne() {
        install();
        await().atMost(SOON).until(() -> {
            rig.apply(hub.server(), cluster("first", 1));
            return virtual("first").exit() == 0;
        });
        try (RunningCommand watch = rig.hubKubectl()
                .start(
                        "get",
                        "virtualclusters",
                        "-w",
                        "--output-watch-events",
                        "--field-selector=metadata.name=seen")) {
            rig.apply(hub.server(), cluster("seen", rig.memberLink().port()));
            await().atMost(SOON).until(() -> watch.out().contains("ADDED"));
            await().atMost(SOON).until(() -> isRefused("seen", 404, "no Secret with a credential for it"));
            putSecret("seen");
            await().atMost(SOON).until(() -> watch.out().contains("X509Certificate"));
            hub.server().kubectl("delete", "secret", "-n", "vela-system", "seen");
            await().atMost(SOON).until(() -> events(watch).size() == 3);
            hub.server().kubectl("delete", "managedcluster", "seen");
            await().atMost(SOON).until(() -> watch.out().contains("DELETED"));
            assertThat(events(watch))
                    .containsExactly(
                            "ADDED seen ManagedCluster - true",
                            "MODIFIED seen X509Certificate https://127.0.0.1:%d true"
                                    .formatted(rig.memberLink().port()),
                            "MODIFIED seen ManagedCluster - true",
                            "DELETED seen ManagedCluster - true");
        }
    }

    private static void install() {
        rig.apply(hub.server(), RealRig.resource("managedclusters-crd.yaml"));
        hub.server().kubectl("wait", "--for=condition=Established", CRD, "--timeout=30s");
    }

    private static String cluster(String name, int port) {
        JsonObject config = new JsonObject()
                .put("url", "https://127.0.0.1:" + port)
                .put("caBundle", base64(member.server().caPem()));
        return new JsonObject()
                .put("apiVersion", "cluster.open-cluster-management.io/v1")
                .put("kind", "ManagedCluster")
                .put("metadata", new JsonObject().put("name", name))
                .put(
                        "spec",
                        new JsonObject()
                                .put("hubAcceptsClient", true)
                                .put("managedClusterClientConfigs", new JsonArray().add(config)))
                .encode();
    }

    /** With a credential and neither endpoint nor CA. */
    private static void putSecret(String name) {
        Issued admin = member.server().adminCertificate();
        JsonObject metadata = new JsonObject()
                .put("name", name)
                .put("namespace", "vela-system")
                .put("labels", new JsonObject().put(RealRig.GROUP + "/cluster-credential-type", "X509Certificate"));
        rig.apply(
                hub.server(),
                new JsonObject()
                        .put("apiVersion", "v1")
                        .put("kind", "Secret")
                        .put("metadata", metadata)
                        .put(
                                "data",
                                new JsonObject()
                                        .put("tls.crt", base64(admin.certificatePem()))
                                        .put("tls.key", base64(admin.keyPem())))
                        .encode());
    }

    private static CommandResult get(String name) {
        return rig.kubectlAt(name).run("get", "ns", "default");
    }

    private static boolean isRefused(String name, int code, String why) {
        Map.Entry<Integer, String> answer = namespaces(name);
        return answer.getKey() == code && answer.getValue().contains(why);
    }

    private static Map.Entry<Integer, String> namespaces(String name) {
        return rig.pastTheHub("admin", RealRig.proxyPath(name) + "/api/v1/namespaces", "system:masters");
    }

    private static CommandResult virtual(String name) {
        return rig.hubKubectl().run("get", "virtualcluster", name);
    }

    /** Event, name, type, endpoint and whether it is accepted, of each line but the heading. */
    private static List<String> events(RunningCommand watch) {
        return watch.out()
                .lines()
                .filter(line -> line.matches("(ADDED|MODIFIED|DELETED) .*"))
                .map(line -> line.strip().split("\\s+"))
                .map(cells -> String.join(" ", List.of(cells).subList(0, 5)))
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
