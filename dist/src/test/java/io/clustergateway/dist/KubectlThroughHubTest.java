package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job, by a person's hands: kubectl → real hub → gateway → real member. */
final class KubectlThroughHubTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;
    private static Kubectl kubectl;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        kubectl = rig.memberKubectl();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void theHubFindsItAvailable() {
        assertThat(hubOut("get", "apiservice", "v1alpha1.cluster.core.oam.dev", "--no-headers"))
                .contains("True");
    }

    @Test
    void listsMembersAsATable() {
        assertThat(hubOut("get", "clustergateways"))
                .containsPattern("NAME\\s+PROVIDER\\s+CREDENTIAL-TYPE\\s+ENDPOINT-TYPE\\s+HEALTHY")
                .containsPattern("member\\s+X509Certificate\\s+Const");
        assertThat(hubOut("get", "clustergateway", "member", "-o", "jsonpath={.spec.access.credential.type}"))
                .isEqualTo("X509Certificate");
    }

    @Test
    void listsTheHubItselfFirstAmongVirtualClusters() {
        assertThat(hubOut("get", "vc", "-o", "jsonpath={.items[*].metadata.name}"))
                .startsWith("local ")
                .contains("member");
    }

    @Test
    void watchesMembersAsATable() {
        try (RunningCommand watch = rig.hubKubectl().start("get", "clustergateways", "-w")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.out().contains("member "));
            rig.putMember("watched", "first");
            await().atMost(Duration.ofSeconds(20)).until(() -> lines(watch, "watched ") == 1);
            rig.putMember("watched", "second");
            await().atMost(Duration.ofSeconds(20)).until(() -> lines(watch, "watched ") == 2);
            hubOut("delete", "secret", "watched", "-n", "vela-system");
            await().atMost(Duration.ofSeconds(20)).until(() -> lines(watch, "watched ") == 3);
            assertThat(lines(watch, "NAME ")).isEqualTo(1);
            assertThat(watch.isAlive()).isTrue();
        }
        try (RunningCommand watch = rig.hubKubectl().start("get", "vc", "member", "-w", "--output-watch-events")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> lines(watch, "ADDED ") == 1);
            hubOut("annotate", "secret", "member", "-n", "vela-system", "cluster.core.oam.dev/cluster-alias=seen");
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.out().contains("seen"));
            assertThat(watch.out()).contains("MODIFIED").doesNotContain("local");
        }
    }

    private static long lines(RunningCommand command, String begin) {
        return command.out().lines().filter(line -> line.startsWith(begin)).count();
    }

    @Test
    void isDiscoveredAndExplained() {
        assertThat(hubOut("api-resources", "--api-group=cluster.core.oam.dev"))
                .contains("clustergateways", "ClusterGateway", "virtualclusters", "vc");
        // The hub takes our schemas into its own a moment after it takes us.
        await().atMost(Duration.ofSeconds(90))
                .until(() -> rig.hubKubectl().run("explain", "clustergateways").exit() == 0);
        assertThat(hubOut("explain", "clustergateways.spec.access")).contains("credential", "endpoint");
    }

    @Test
    void saysWhatIsNotThere() {
        CommandResult result = rig.hubKubectl().run("get", "clustergateway", "nowhere");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("clustergateways.cluster.core.oam.dev \"nowhere\" not found");
    }

    @Test
    void createsGetsPatchesAndDeletes() {
        out("create", "configmap", "crud", "--from-literal=a=1");
        out("patch", "configmap", "crud", "--type=merge", "-p", "{\"data\":{\"b\":\"2\"}}");
        assertThat(member.server()
                        .kubectl("get", "configmap", "crud", "-o", "jsonpath={.data}")
                        .out())
                .isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(out("get", "configmaps", "-A", "--field-selector", "metadata.name=crud"))
                .contains("crud");
        out("delete", "configmap", "crud");
        assertThat(kubectl.run("get", "configmap", "crud").err()).contains("configmaps \"crud\" not found");
    }

    @Test
    void appliesOnTheClientAndOnTheServer() throws Exception {
        Path file = Files.writeString(dir.resolve("cm.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: applied, namespace: default}
                data: {k: v}
                """);
        assertThat(out("apply", "-f", file.toString())).contains("created");
        assertThat(out("apply", "-f", file.toString())).contains("unchanged");
        assertThat(out("apply", "--server-side", "--force-conflicts", "-f", file.toString()))
                .contains("serverside-applied");
        assertThat(out("diff", "-f", file.toString())).isEmpty();
    }

    @Test
    void aDryRunOnTheServerChangesNothing() {
        assertThat(out("create", "configmap", "dry", "--dry-run=server")).contains("created (server dry run)");
        assertThat(kubectl.run("get", "configmap", "dry").err()).contains("not found");
    }

    @Test
    void watchesAndWaits() {
        out("create", "configmap", "watched", "--from-literal=phase=old");
        try (RunningCommand watch =
                        kubectl.start("get", "configmap", "watched", "-w", "-o", "jsonpath={.data.phase} ");
                RunningCommand waiting = kubectl.start(
                        "wait", "configmap/watched", "--for=jsonpath={.data.phase}=new", "--timeout=30s")) {
            await().until(() -> watch.out().contains("old"));
            out("patch", "configmap", "watched", "-p", "{\"data\":{\"phase\":\"new\"}}");
            await().until(() -> watch.out().contains("new"));
            assertThat(waiting.await(Duration.ofSeconds(30)).exit()).isZero();
        }
    }

    @Test
    void asksWhatOneMayDo() {
        assertThat(out("auth", "can-i", "create", "deployments")).isEqualTo("yes\n");
        assertThat(out("version", "-o", "json")).contains("serverVersion");
        assertThat(out("api-resources", "--api-group=apps")).contains("deployments");
        assertThat(out("explain", "pods.spec.containers")).contains("livenessProbe");
    }

    @Test
    void isReachedThroughKubectlProxy() throws Exception {
        try (RunningCommand proxy = kubectl.start("proxy", "--port=0", "--address=127.0.0.1")) {
            await().until(() -> proxy.out().contains("127.0.0.1:"));
            Matcher address = Pattern.compile("127\\.0\\.0\\.1:\\d+").matcher(proxy.out());
            assertThat(address.find()).isTrue();
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://" + address.group() + "/api/v1/namespaces/default"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(new JsonObject(answer.body()).getJsonObject("metadata").getString("name"))
                    .isEqualTo("default");
        }
    }

    @Test
    void aListOfThousandsComesWholeAndInPages() {
        out("create", "namespace", "many");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1200; i++) {
            many.append("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c-%d, namespace: many}\ndata: {k: %s}\n---\n"
                    .formatted(i, "x".repeat(200)));
        }
        rig.apply(member.server(), many.toString());
        assertThat(out("get", "configmaps", "-n", "many", "-o", "name").lines().filter(l -> l.contains("/c-")))
                .hasSize(1200);
        assertThat(out("get", "configmaps", "-n", "many", "--chunk-size=0", "-o", "name")
                        .lines()
                        .filter(l -> l.contains("/c-")))
                .hasSize(1200);
    }

    private static String hubOut(String... arguments) {
        return rig.hubKubectl().run(arguments).expectSuccess().out();
    }

    private static String out(String... arguments) {
        return kubectl.run(arguments).expectSuccess().out();
    }
}
