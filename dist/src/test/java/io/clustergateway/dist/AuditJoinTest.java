package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.real.ApiServerSettings;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.RealApiServer;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One id joins our log and a real member's. A hub as old as the one cached here sends no id of its own on, so its log is read
 * and not joined.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class AuditJoinTest {
    private static final Folder FOLDER = Folder.create("audit-join");
    private static final Path HUB_LOG = FOLDER.resolve("hub.log");
    private static final Path GATEWAY_LOG = FOLDER.resolve("gateway.log");
    private static final Path MEMBER_LOG = FOLDER.resolve("member.log");

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.with(audited("hub", HUB_LOG));

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.with(audited("member", MEMBER_LOG));

    private static RealRig rig;
    private static Pods pods;

    @BeforeAll
    static void start() {
        pods = new Pods(member.server());
        rig = new RealRig(
                hub.server(),
                member.server(),
                Map.of("audit.log.path", GATEWAY_LOG.toString(), "identity.passing", true));
        grant(hub.server(), "guest", "cluster.core.oam.dev", "clustergateways/proxy");
    }

    @AfterAll
    static void stop() {
        rig.close();
        pods.close();
    }

    @Test
    void aRequestHasOneIdInAllThreeLogs() {
        assertThat(rig.memberKubectl()
                        .run("get", "namespaces", "--request-timeout=20s")
                        .exit())
                .isZero();
        JsonObject ours = complete("/api/v1/namespaces?", "list");
        assertThat(ours.getJsonObject("user").getString("username")).isEqualTo("admin");
        String id = ours.getString("auditID");
        assertThat(new AuditLines(MEMBER_LOG).events(id)).anySatisfy(event -> {
            assertThat(event.getJsonObject("objectRef").getString("resource")).isEqualTo("namespaces");
            assertThat(event.getJsonObject("impersonatedUser").getString("username"))
                    .isEqualTo("admin");
        });
        assertThat(why(0, id))
                .contains("ok       member: list namespaces: 200")
                .contains("ok       member's log: admin");
    }

    @Test
    void theMembersOwnRefusalIsToldWithTheRbacThatMendsIt() {
        awaitAllowed("guest");
        CommandResult refused = rig.memberKubectl("guest").run("get", "secrets", "-n", "kube-system");
        assertThat(refused.exit()).isNotZero();
        JsonObject ours = complete("/api/v1/namespaces/kube-system/secrets", "list");
        String id = ours.getString("auditID");
        assertThat(ours.getJsonObject("responseStatus").getInteger("code")).isEqualTo(403);
        assertThat(ours.getJsonObject("annotations").getString("cluster.core.oam.dev/refused-by"))
                .isEqualTo("member");
        String told = why(2, id);
        assertThat(told)
                .contains("refused  member: list secrets in kube-system: 403")
                .contains("refused  member's log: guest");
        Path yaml = FOLDER.write(
                "mend.yaml",
                told.substring(told.indexOf("kubectl apply:\n") + "kubectl apply:\n".length())
                        .indent(-2));
        assertThat(member.server().kubectl("apply", "-f", yaml.toString()).exit())
                .isZero();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.memberKubectl("guest")
                                .run("get", "secrets", "-n", "kube-system")
                                .exit()
                        == 0);
    }

    @Test
    void aTunnelTellsItsBeginningAndItsEnd() {
        String pod = pods.create().name();
        assertThat(rig.memberKubectl()
                        .run("exec", pod, "--", "sh", "-c", "true")
                        .exit())
                .isZero();
        JsonObject ours = complete("/pods/" + pod + "/exec", "create");
        assertThat(ours.getJsonObject("responseStatus").getInteger("code")).isEqualTo(101);
        assertThat(new AuditLines(GATEWAY_LOG).stages(ours.getString("auditID")))
                .containsExactly("RequestReceived", "ResponseStarted", "ResponseComplete");
        assertThat(new AuditLines(MEMBER_LOG).events(ours.getString("auditID"))).isNotEmpty();
    }

    /** A hub that sends no id of its own on passes the client's on, and takes it for its own. */
    @Test
    void anIdThatTheClientSentIsInAllThreeLogs() {
        String id = "sent-by-the-client-1";
        String path = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/member/proxy/api/v1/nodes";
        RealApiServer server = hub.server();
        try (PocketClient client = PocketClient.to(
                        rig.vertx(), URI.create(server.url()).getPort(), server.caPem(), HttpVersion.HTTP_1_1)
                .as(Credential.of(server.adminCertificate()))) {
            assertThat(client.get(path, "Audit-ID", id).status()).isEqualTo(200);
        }
        assertThat(new AuditLines(GATEWAY_LOG).complete(id).getString("requestURI"))
                .contains("/nodes");
        for (Path log : List.of(HUB_LOG, MEMBER_LOG)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(new AuditLines(log).events(id))
                            .as(log.toString())
                            .isNotEmpty());
        }
        assertThat(why(0, id))
                .contains("ok       hub: admin")
                .contains("ok       member: list nodes: 200")
                .contains("ok       member's log: admin");
    }

    private static JsonObject complete(String uri, String innerVerb) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(found(uri, innerVerb)).hasSize(1));
        return found(uri, innerVerb).get(0);
    }

    private static List<JsonObject> found(String uri, String innerVerb) {
        return new AuditLines(GATEWAY_LOG)
                .all().stream()
                        .filter(event -> event.getString("requestURI").contains(uri))
                        .filter(event -> event.getString("stage").equals("ResponseComplete"))
                        .filter(event -> event.getJsonObject("annotations")
                                .getString("cluster.core.oam.dev/inner-verb")
                                .contains(innerVerb))
                        .toList();
    }

    private static String why(int code, String id) {
        return new AuditLines(GATEWAY_LOG)
                .why(code, id, "--hub-audit-log", HUB_LOG.toString(), "--member-audit-log", MEMBER_LOG.toString());
    }

    private static void awaitAllowed(String user) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hub.server()
                                .kubectl(
                                        "auth",
                                        "can-i",
                                        "get",
                                        "clustergateways.cluster.core.oam.dev/member",
                                        "--subresource=proxy",
                                        "--as=" + user)
                                .exit()
                        == 0);
    }

    private static void grant(RealApiServer server, String user, String group, String resource) {
        Path yaml = FOLDER.write(user + ".yaml", """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                rules:
                - {apiGroups: ["%2$s"], resources: ["%3$s"], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects:
                - {apiGroup: rbac.authorization.k8s.io, kind: User, name: %1$s}
                """.formatted(user, group, resource));
        assertThat(server.kubectl("apply", "-f", yaml.toString()).exit()).isZero();
    }

    private static ApiServerSettings audited(String name, Path log) {
        Path policy = FOLDER.write("policy.yaml", """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - {level: Metadata}
                """);
        return ApiServerSettings.named(name)
                .withFlag("--audit-policy-file=" + policy)
                .withFlag("--audit-log-path=" + log);
    }
}
