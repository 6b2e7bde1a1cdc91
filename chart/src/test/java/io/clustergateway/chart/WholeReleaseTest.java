package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as the chart's Deployment starts it and with the rights of the chart's ServiceAccount, behind a real hub that is
 * its own member.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class WholeReleaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String CREDENTIALS = "open-cluster-management-credentials";
    private static final String OCM = "open-cluster-management.io";
    private static final String ALICE_REFUSED = "User \\\"alice\\\" cannot list resource";
    private static final String AVAILABLE =
            "wait --for=condition=Available --timeout=1m apiservice/v1alpha1.cluster.core.oam.dev";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<OwnProcess> pods = new ArrayList<>();
    private int securePort;
    private int managementPort;

    /** As docs/install.md has it: at the member a credential that may impersonate, at the hub somebody who may use it. */
    @BeforeAll
    static void letTheHubBeItsOwnMember() {
        kubectl("create serviceaccount cluster-gateway -n kube-system");
        kubectl("create clusterrole impersonator --verb=impersonate --resource=users,groups,serviceaccounts");
        kubectl("create clusterrolebinding impersonator --clusterrole=impersonator"
                + " --serviceaccount=kube-system:cluster-gateway");
        kubectl("create clusterrolebinding alice --clusterrole=cluster-gateway-proxy --user=alice");
        kubectl("create clusterrole metrics --verb=get --non-resource-url=/metrics");
        kubectl("create clusterrolebinding metrics --clusterrole=metrics --serviceaccount=kube-system:prometheus");
    }

    @AfterEach
    void uninstall() {
        pods.forEach(OwnProcess::close);
        release().uninstall();
    }

    @Test
    void servesMembersByItsDefaultsPassesItsOwnTestAndLeavesMembersBehind() throws Exception {
        release().install(Manifests.CHART, UnaryOperator.identity());
        putMember(CREDENTIALS, "alpha");

        OwnProcess pod = serve();
        awaitMember("alpha");
        assertThat(askedByAlice("alpha")).contains(ALICE_REFUSED);
        assertThat(askedByPrometheus()).contains("cluster_gateway_build_info");
        passTheChartsOwnTest();
        pod.terminate();
        assertThat(pod.awaitExit()).as(pod.log()).isZero();

        release().uninstall();
        assertThat(kubectl("get secrets -o name -n " + CREDENTIALS)).contains("secret/alpha");
        release().install(Manifests.CHART, UnaryOperator.identity());
    }

    /** From the chart's certificate to the gateway's own: whoever is still there with the former one is believed on. */
    @Test
    void servesMembersAfterAnUpgradeToOtherValuesBesideThePodsOfTheFormer() throws IOException {
        release().install(Manifests.CHART, command -> command.set("servingCertificate.mode", "helm"));
        putMember(CREDENTIALS, "beta");
        serve();
        int former = securePort;

        release()
                .upgrade(command -> command.set("audit.enabled", true)
                        .set("audit.mode", "blocking")
                        .set("autoscaling.enabled", true)
                        .set("metrics.dashboard.enabled", true));

        release().turnTo(former);
        kubectl(AVAILABLE);
        assertThat(askedByAlice("beta")).contains(ALICE_REFUSED);

        OwnProcess pod = serve();
        awaitMember("beta");
        assertThat(askedByAlice("beta")).contains(ALICE_REFUSED);
        await().until(() -> pod.log().contains("\"kind\":\"Event\""));
        release().turnTo(former);
        assertThat(askedByAlice("beta")).contains(ALICE_REFUSED);
    }

    @Test
    void servesMembersByTheValuesOfTheGoChart() throws IOException {
        Stream.of(
                        ForeignApi.ofTheCluster("cluster." + OCM, "v1", "managedclusters", "ManagedCluster"),
                        ForeignApi.namespaced(
                                "addon." + OCM, "v1alpha1", "managedclusteraddons", "ManagedClusterAddOn"),
                        ForeignApi.ofTheCluster(
                                "proxy." + OCM,
                                "v1alpha1",
                                "clustergatewayconfigurations",
                                "ClusterGatewayConfiguration"))
                .forEach(api -> api.installIn(hub.server()));
        release()
                .install(
                        Manifests.CHART, command -> command.withValuesFile(HubRelease.GO_CHART.resolve("values.yaml")));
        putMember("member-secrets", "gamma");
        putCertificateForTheProxyServer();

        serve();
        awaitMember("gamma");
        assertThat(askedByAlice("gamma")).contains(ALICE_REFUSED);
    }

    /** Starts it, and waits until it lacks nothing and the hub has taken it in. */
    private OwnProcess serve() throws IOException {
        JsonObject spec = release().deployment().getJsonObject("template").getJsonObject("spec");
        PodFiles files = PodFiles.unpack(hub.server(), spec, Files.createTempDirectory(folder, "pod"));
        managementPort = OwnProcess.freePort();
        Map<String, String> ports = Map.of(
                "--secure-port=9443",
                "--secure-port=0",
                "--management-port=9440",
                "--management-port=" + managementPort);
        OwnProcess pod = PodProcess.start(
                spec,
                files,
                ports,
                "--bind-address=127.0.0.1",
                "--allow-loopback-members=true",
                "--kubeconfig=" + files.kubeconfig());
        pods.add(pod);
        securePort = pod.awaitSecurePort();
        release().turnTo(securePort);
        kubectl(AVAILABLE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(management("/readyz?verbose"))
                        .contains("readyz check passed")
                        .doesNotContain("grant", "forbidden"));
        return pod;
    }

    private static void awaitMember(String name) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(kubectl("get clustergateways")).containsPattern(name + ".*True"));
    }

    /** The hub's own refusal of the request that came to it as a member's, which names the caller. */
    private static String askedByAlice(String member) {
        String path =
                "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/%s/proxy/api/v1/configmaps".formatted(member);
        return hub.server().requestAs("alice", "GET", path, "").body();
    }

    /** {@code helm test}, with its pod run here. */
    private void passTheChartsOwnTest() throws Exception {
        CompletableFuture<Void> test = CompletableFuture.runAsync(() -> Helm.test(HubRelease.NAME)
                .withNamespace(Manifests.NAMESPACE)
                .withKubeConfig(hub.server().adminKubeconfig())
                .withTimeout(60)
                .call());
        String path = "/api/v1/namespaces/%s/pods/cluster-gateway-test".formatted(Manifests.NAMESPACE);
        await().atMost(PATIENCE)
                .until(() ->
                        test.isDone() || hub.server().request("GET", path, "").isSuccess());
        if (test.isDone()) {
            test.get();
        }
        JsonObject spec = release().get(path).getJsonObject("spec");
        PodFiles files = PodFiles.unpack(hub.server(), spec, Files.createTempDirectory(folder, "test"));
        OwnProcess pod = PodProcess.start(spec, files, Map.of());
        pods.add(pod);
        assertThat(pod.awaitExit()).as(pod.log()).isZero();
        assertThat(pod.log()).contains("alpha");
        JsonObject succeeded = new JsonObject().put("status", new JsonObject().put("phase", "Succeeded"));
        hub.server().request("PATCH", path + "/status", succeeded.encode()).expectSuccess();
        test.get(60, TimeUnit.SECONDS);
    }

    /** {@code /metrics} as a ServiceMonitor of the chart has it read. */
    private String askedByPrometheus() {
        String token = hub.server().createServiceAccountToken("kube-system", "prometheus");
        byte[] ca = Base64.getDecoder().decode(release().apiService().getString("caBundle"));
        String name = "cluster-gateway.%s.svc".formatted(Manifests.NAMESPACE);
        Vertx vertx = Vertx.vertx();
        try {
            return new SecurePort(vertx, securePort, name, Buffer.buffer(ca))
                    .get("/metrics", Map.of("Authorization", "Bearer " + token))
                    .await()
                    .toString();
        } finally {
            vertx.close().await();
        }
    }

    private String management(String target) throws IOException {
        try {
            URI uri = URI.create("http://127.0.0.1:" + managementPort + target);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void putMember(String namespace, String name) {
        Kubectl kubectl = hub.server().kubectl();
        String token = hub.server().createServiceAccountToken("kube-system", "cluster-gateway");
        kubectl.run(
                        "create",
                        "secret",
                        "generic",
                        name,
                        "-n",
                        namespace,
                        "--from-literal=endpoint=" + hub.server().url(),
                        "--from-literal=ca.crt=" + hub.server().caPem(),
                        "--from-literal=token=" + token)
                .expectSuccess();
        kubectl("label secret %s -n %s cluster.core.oam.dev/cluster-credential-type=ServiceAccountToken"
                .formatted(name, namespace));
    }

    /** What the Go chart's values mount, as Open Cluster Management's add-on manager leaves it there. */
    private void putCertificateForTheProxyServer() throws IOException {
        CertificateAuthority ca = CertificateAuthority.create("proxy-server");
        ca.issueClient("cluster-gateway", List.of()).writeTo(folder, "tls");
        Files.writeString(folder.resolve("ca.crt"), ca.certificatePem());
        kubectl("create secret tls proxy-client -n %1$s --cert=%2$s/tls.crt --key=%2$s/tls.key"
                .formatted(Manifests.NAMESPACE, folder));
        kubectl("create secret generic proxy-server-ca -n %s --from-file=%s/ca.crt"
                .formatted(Manifests.NAMESPACE, folder));
    }

    private static HubRelease release() {
        return new HubRelease(hub.server());
    }

    private static String kubectl(String command) {
        return hub.server().kubectl(command.split(" ")).expectSuccess().out();
    }
}
