package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Pods.Pod;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may open a stream: a WebSocket is a GET, and yet no read. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class UpgradeAccessTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final String FORBIDDEN_OUTSIDE =
            "clustergateways.cluster.core.oam.dev \"member\" is forbidden: User \"reader\" cannot create resource"
                    + " \"clustergateways/proxy\" in API group \"cluster.core.oam.dev\" at the cluster scope";

    @TempDir
    static Path dir;

    private static Pods pods;
    private static Pod pod;

    @BeforeAll
    static void start() {
        pods = new Pods(member.server());
        pod = pods.create();
        member.server().request("POST", "/api/v1/namespaces/default/configmaps", "{\"metadata\": {\"name\": \"one\"}}");
        grant(
                "reader",
                "ClusterRole",
                "{apiGroups: [cluster.core.oam.dev], resources: [clustergateways/proxy], verbs: [get]}");
        for (String user : List.of("guest", "lister", "operator")) {
            grant(
                    user,
                    "ClusterRole",
                    "{apiGroups: [cluster.core.oam.dev], resources: [clustergateways/proxy], verbs: ['*']}");
        }
        grant("lister", "Role", "{apiGroups: [''], resources: [configmaps, pods], verbs: [get, list]}");
        grant("operator", "Role", "{apiGroups: [''], resources: [pods, pods/exec], verbs: [get, create]}");
        awaitAllowed("reader", "get", RealRig.GROUP, "clustergateways", "proxy");
        awaitAllowed("guest", "create", RealRig.GROUP, "clustergateways", "proxy");
        awaitAllowed("lister", "list", "", "configmaps", "");
        awaitAllowed("operator", "create", "", "pods", "exec");
    }

    @AfterAll
    static void stop() {
        pods.close();
    }

    @Test
    void whoMayOnlyGetReadsAndOpensNothing() throws Exception {
        try (RealRig rig = new RealRig(hub.server(), member.server(), Map.of())) {
            Kubectl reader = rig.memberKubectl("reader");
            assertThat(reader.run("get", "configmap", "one", "-o", "name")
                            .expectSuccess()
                            .out())
                    .isEqualTo("configmap/one\n");
            assertRefused(reader.run("exec", pod.name(), "--", "echo", "in"), FORBIDDEN_OUTSIDE);
            assertRefused(reader.withSpdy().run("exec", pod.name(), "--", "echo", "in"), FORBIDDEN_OUTSIDE);
            assertRefused(reader.run("attach", pod.name()), FORBIDDEN_OUTSIDE);
            RawHttp.Response refusal = execByWebSocket("reader");
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(new JsonObject(refusal.text()).getString("message")).isEqualTo(FORBIDDEN_OUTSIDE);
        }
    }

    @Test
    void aWatchByWebSocketIsARead() {
        try (RealRig rig = new RealRig(hub.server(), member.server(), Map.of())) {
            Queue<String> events = new ConcurrentLinkedQueue<>();
            WebSocketClient client = webSocketClient(rig, "reader");
            WebSocket socket = client.webSocket()
                    .textMessageHandler(events::add)
                    .connect(to("/api/v1/namespaces/default/configmaps?watch=true&fieldSelector=metadata.name%3Done"))
                    .await();
            await().until(() -> events.size() == 1);
            assertThat(new JsonObject(events.remove()).getString("type")).isEqualTo("ADDED");
            rig.memberKubectl()
                    .run("annotate", "configmap", "one", "--overwrite", "seen=" + System.nanoTime())
                    .expectSuccess();
            await().atMost(Duration.ofSeconds(5)).until(() -> events.size() == 1);
            assertThat(new JsonObject(events.remove()).getString("type")).isEqualTo("MODIFIED");
            socket.close().await();
            client.close().await();
        }
    }

    /** The kubelet stand-in speaks SPDY only; a member of 1.30 or later translates. */
    @Test
    void withoutTheNeedForCreateAWebSocketReachesTheMember() throws Exception {
        Map<String, Object> lenient = Map.of("forwarder.upgradesNeedCreate", false);
        try (RealRig rig = new RealRig(hub.server(), member.server(), lenient)) {
            RawHttp.Response answer = execByWebSocket("reader");
            if (answer.status() != 101) {
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.text()).contains("over SPDY").doesNotContain("clustergateways");
            }
            assertRefused(
                    rig.memberKubectl("reader").withSpdy().run("exec", pod.name(), "--", "echo", "in"),
                    FORBIDDEN_OUTSIDE);
        }
    }

    @Test
    void theHubsRbacReviewsTheInnerRequestWhenAsked() {
        Map<String, Object> subpath = Map.of("forwarder.authorizeProxySubpath", true);
        try (RealRig rig = new RealRig(hub.server(), member.server(), subpath)) {
            assertRefused(
                    rig.memberKubectl("guest").run("get", "configmaps"),
                    "User \"guest\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\"");
            assertRefused(
                    rig.memberKubectl("lister").run("get", "configmaps", "-n", "kube-system"),
                    "User \"lister\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"kube-system\"");
            assertThat(rig.memberKubectl("lister")
                            .run("get", "configmaps")
                            .expectSuccess()
                            .out())
                    .contains("one");
            assertRefused(
                    rig.memberKubectl("lister").run("delete", "configmap", "one"),
                    "User \"lister\" cannot delete resource \"configmaps\"");
            assertRefused(
                    rig.memberKubectl("lister").run("exec", pod.name(), "--", "echo", "in"),
                    "User \"lister\" cannot create resource \"pods/exec\" in API group \"\" in the namespace \"default\"");
            for (Transport transport : Transport.values()) {
                assertThat(transport
                                .of(rig.memberKubectl("operator"))
                                .run("exec", pod.name(), "--", "echo", "in")
                                .expectSuccess()
                                .out())
                        .isEqualTo("in\n");
            }
        }
    }

    private static void assertRefused(CommandResult result, String words) {
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(words);
    }

    /** Raw, as Vert.x's WebSocket client now and then loses a refusal when the connection closes behind it. */
    private static RawHttp.Response execByWebSocket(String user) throws Exception {
        String path = "/api/v1/namespaces/default/pods/%s/exec?command=echo&command=in&stdout=true";
        String head = """
                GET %s HTTP/1.1
                Host: localhost
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Protocol: v5.channel.k8s.io, v4.channel.k8s.io

                """.formatted(RealRig.proxyPath(RealRig.MEMBER) + path.formatted(pod.name()));
        try (RawHttp raw = new RawHttp(
                URI.create(hub.server().url()).getPort(),
                hub.server().certificates().serving().certificate(),
                hub.server().issueClient(user, List.of()))) {
            return raw.exchange(head.replace("\n", "\r\n"), new byte[0]);
        }
    }

    private static WebSocketClient webSocketClient(RealRig rig, String user) {
        Issued client = hub.server().issueClient(user, List.of());
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(hub.server().caPem())))
                .setKeyCertOptions(client.keyCertOptions());
        return rig.vertx().createWebSocketClient(options);
    }

    private static WebSocketConnectOptions to(String path) {
        URI server = URI.create(hub.server().url());
        return new WebSocketConnectOptions()
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI(RealRig.proxyPath(RealRig.MEMBER) + path);
    }

    /** Binds the user to a role of this one rule: everywhere, or in namespace default. */
    private static void grant(String user, String kind, String rule) {
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %2$s
                metadata: {name: %1$s, namespace: default}
                rules: [%3$s]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: %2$sBinding
                metadata: {name: %1$s, namespace: default}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %2$s, name: %1$s}
                subjects: [{kind: User, name: %1$s, apiGroup: rbac.authorization.k8s.io}]
                """.formatted(user, kind, rule));
    }

    private static void apply(String yaml) {
        try {
            Path file = Files.writeString(dir.resolve("grant.yaml"), yaml);
            hub.server().kubectl("apply", "-f", file.toString()).expectSuccess();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RBAC takes a moment, and the gateway keeps a refusal for ten seconds. */
    private static void awaitAllowed(String user, String verb, String group, String resource, String subresource) {
        JsonObject attributes = new JsonObject()
                .put("namespace", "default")
                .put("verb", verb)
                .put("group", group)
                .put("resource", resource)
                .put("subresource", subresource);
        JsonObject review = new JsonObject()
                .put("apiVersion", "authorization.k8s.io/v1")
                .put("kind", "SubjectAccessReview")
                .put("spec", new JsonObject().put("user", user).put("resourceAttributes", attributes));
        await().until(() -> hub.server()
                .request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review.encode())
                .expectSuccess()
                .json()
                .getJsonObject("status")
                .getBoolean("allowed"));
    }
}
