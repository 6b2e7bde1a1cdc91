package io.clustergateway.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ClusterProfilesTest {
    private static final Health SILENT = new Health(Health.State.UNHEALTHY, "ConnectionTimeout");

    private final Vertx vertx = Vertx.vertx();
    private final Members members = new Members();
    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private PocketApiServer hub;
    private HubApi api;
    private Kernel kernel;

    @TempDir
    private Path folder;

    @BeforeEach
    void build() throws IOException {
        hub = new PocketApiServer(
                vertx,
                PocketOptions.create("hub")
                        .withAuthorizer((user, asked) -> !forbidden.contains(asked.qualifiedResource())));
        hub.serve(new ResourceType(
                "multicluster.x-k8s.io",
                "v1alpha1",
                "ClusterProfile",
                "clusterprofiles",
                null,
                null,
                null,
                true,
                null,
                List.of(new ResourceType.Subresource("status", "ClusterProfile", List.of("get", "patch", "update"))),
                null,
                null));
        hub.createNamespace("inventory");
        hub.createNamespace("vela-system");
        hub.start().await();
        api = HubApi.connect(
                vertx, Optional.of(hub.kubeconfig("hub", hub.admin()).writeTo(folder.resolve("kubeconfig"))), "test/1");
        Path ca = Files.writeString(folder.resolve("ca.crt"), "the hub's CA");
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings root = faults.read(new JsonObject()
                .put(
                        "profiles",
                        new JsonObject()
                                .put("publish", true)
                                .put("namespace", "inventory")
                                .put("hubUrl", "https://hub.example:6443/")
                                .put("hubCa", ca.toString())));
        var module = ClusterProfiles.of(root.section("profiles"), Optional.of(api), "vela-system")
                .orElseThrow();
        faults.check(root);
        kernel = new Kernel(vertx, List.of(members, module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
    }

    @AfterEach
    void close() {
        kernel.stop(Duration.ofSeconds(5)).await();
        api.close();
        hub.stop().await();
        metrics.close();
        vertx.close().await();
    }

    @Test
    void publishesAProfileAndWritesAgainOnlyWhatChanged() {
        members.put("m", "Alias", Members.GOOD);
        kernel.start().await();
        await().until(() -> healthy("m").equals("True"));
        JsonNode profile = profile("m").orElseThrow();
        assertThat(profile.at("/spec").toString())
                .isEqualTo("{\"displayName\":\"Alias\",\"clusterManager\":{\"name\":\"cluster-gateway\"}}");
        assertThat(profile.at("/metadata/labels/x-k8s.io~1cluster-manager").asText())
                .isEqualTo("cluster-gateway");
        assertThat(profile.at("/status/accessProviders/0/name").asText()).isEqualTo("cluster-gateway");
        assertThat(profile.at("/status/accessProviders/0/cluster/server").asText())
                .isEqualTo("https://hub.example:6443/apis/cluster.core.oam.dev/v1alpha1/clustergateways/m/proxy");
        assertThat(profile.at("/status/accessProviders/0/cluster/certificate-authority-data")
                        .asText())
                .isEqualTo(Base64.getEncoder().encodeToString("the hub's CA".getBytes(StandardCharsets.UTF_8)));
        assertThat(profile.at("/status").has("version")).isFalse();
        assertThat(writes()).hasSize(2);

        members.put("m", "Alias", SILENT);
        await().until(() -> healthy("m").equals("False"));
        assertThat(profile("m").orElseThrow().at("/status/conditions/0/reason").asText())
                .isEqualTo("ConnectionTimeout");
        members.put("m", "Other", SILENT);
        await().until(() ->
                profile("m").orElseThrow().at("/spec/displayName").asText().equals("Other"));
        assertThat(writes()).hasSize(4);
        assertThat(readiness.warnings()).isEmpty();
    }

    @Test
    void deletesWhatItMadeOfMembersThatLeftAndNothingElse() {
        hub.put("""
                apiVersion: multicluster.x-k8s.io/v1alpha1
                kind: ClusterProfile
                metadata: {namespace: inventory, name: theirs, labels: {x-k8s.io/cluster-manager: cluster-gateway}}
                spec: {clusterManager: {name: cluster-gateway}}
                """);
        members.put("m", "", Members.GOOD);
        members.put("theirs", "", Members.GOOD);
        kernel.start().await();
        await().until(() -> healthy("m").equals("True"));
        await().until(() -> readiness.warnings().containsKey("cluster-profile/theirs"));

        members.remove("m");
        members.remove("theirs");
        await().until(() -> profile("m").isEmpty());

        assertThat(profile("theirs")).isPresent();
        assertThat(writes())
                .noneMatch(request ->
                        request.path().endsWith("/theirs") && !request.method().equals("POST"));
    }

    @Test
    void makesAgainWhatSomebodyDeletedAndRightsWhatSomebodyChanged() {
        members.put("m", "", Members.GOOD);
        kernel.start().await();
        await().until(() -> healthy("m").equals("True"));

        hub.delete("multicluster.x-k8s.io/v1alpha1", "ClusterProfile", "inventory", "m");

        await().until(() -> profile("m").isPresent() && healthy("m").equals("True"));
    }

    @Test
    void namesTheRightThatIsMissing() {
        forbidden.add("clusterprofiles/status");
        members.put("m", "", Members.GOOD);
        kernel.start().await();

        await().until(() -> readiness.warnings().containsKey("cluster-profiles"));
        assertThat(readiness.warnings().get("cluster-profiles"))
                .isEqualTo(
                        "ClusterProfiles are not published: grant the gateway's ServiceAccount, by a Role in namespace"
                                + " inventory: - {apiGroups: [\"multicluster.x-k8s.io\"],"
                                + " resources: [\"clusterprofiles/status\"], verbs: [\"patch\"]}");
        forbidden.clear();
        await().until(() -> healthy("m").equals("True"));
        assertThat(readiness.warnings()).isEmpty();
    }

    private Optional<? extends JsonNode> profile(String name) {
        return hub.find("multicluster.x-k8s.io/v1alpha1", "ClusterProfile", "inventory", name);
    }

    private String healthy(String name) {
        return profile(name)
                .map(found -> found.at("/status/conditions/0/status").asText())
                .orElse("");
    }

    private List<SeenRequest> writes() {
        return hub.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .filter(request -> request.path().contains("clusterprofiles"))
                .toList();
    }
}
