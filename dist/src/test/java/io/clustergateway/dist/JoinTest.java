package io.clustergateway.dist;

import static io.clustergateway.dist.MemberDesk.ACCOUNTS;
import static io.clustergateway.dist.MemberDesk.found;
import static io.clustergateway.dist.MemberDesk.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Members joined for a gateway that passes identities by rules and has a cluster proxy, all on real servers. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class JoinTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration SOON = Duration.ofSeconds(20);

    private static Vertx servers;
    private static ClusterProxy clusterProxy;
    private static RealRig rig;
    private static MemberDesk desk;
    private static String rules;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        servers = Vertx.vertx();
        clusterProxy = new ClusterProxy(servers, CertificateAuthority.create("proxies"), folder);
        rules = Files.writeString(folder.resolve("rules.yaml"), """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  defaultAction: Deny
                  clientIdentityExchanger:
                    rules:
                    - name: alice
                      type: StaticMappingIdentityExchanger
                      source: {user: alice}
                      target: {user: bob}
                    - name: admins
                      type: StaticMappingIdentityExchanger
                      source: {group: system:masters}
                      target: {user: root, groups: [system:masters]}
                """).toString();
        Map<String, Object> values = new HashMap<>(clusterProxy.settings());
        values.putAll(Map.of("identity.passing", true, "identity.rules", rules));
        rig = new RealRig(hub.server(), member.server(), values);
        rig.letUseMembers("User", "alice");
        desk = new MemberDesk(rig, folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
        servers.close().await();
    }

    @Test
    void aRuleWorksThroughTheHubWithTheLeastRightsDerivedFromIt() {
        desk.good("join", "ruled", "--kubeconfig", desk.memberConfig(), "--service-account", "--rules", rules);
        await().atMost(SOON)
                .until(() -> rig.kubectlAt("ruled")
                        .run("get", "ns", "-o", "name")
                        .out()
                        .contains("kube-system"));
        await().atMost(SOON)
                .until(() -> rig.pastTheHub("alice", RealRig.proxyPath("ruled") + "/api/v1/secrets")
                        .getValue()
                        .contains("User \\\"bob\\\" cannot list"));
        String account = "--as=system:serviceaccount:cluster-gateway:cluster-gateway-ruled";
        assertThat(mayImpersonate("users/bob", account)).isTrue();
        assertThat(mayImpersonate("users/carol", account)).isFalse();
        assertThat(mayImpersonate("groups/system:nodes", account)).isFalse();
        assertThat(member.server()
                        .kubectl("auth", "can-i", "list", "secrets", account)
                        .exit())
                .isNotZero();
    }

    @Test
    void aMemberBehindTheClusterProxy() {
        clusterProxy
                .standIn()
                .agent("tunnelled", URI.create(member.server().url()).getPort());
        desk.good("join", "tunnelled", "--kubeconfig", desk.memberConfig(), "--cluster-proxy", "--service-account");
        JsonObject secret = desk.secret("tunnelled");
        assertThat(secret.getJsonObject("metadata").getJsonObject("labels"))
                .contains(Map.entry("cluster.core.oam.dev/cluster-endpoint-type", "ClusterProxy"));
        assertThat(secret.getJsonObject("data").containsKey("endpoint")).isFalse();
        await().atMost(SOON).until(() -> desk.answers("tunnelled"));
        assertThat(clusterProxy.standIn().dialled()).contains("tunnelled:443");
        assertThat(desk.good("rotate", "tunnelled").err()).contains("the cluster proxy is not reached from here");
        assertThat(desk.answers("tunnelled")).isTrue();
    }

    @Test
    void aPluginOfTheKubeconfigMakesTheAccountAndIsNotKept() throws IOException {
        Issued admin = member.server().adminCertificate();
        JsonObject status = new JsonObject()
                .put("clientCertificateData", admin.certificatePem())
                .put("clientKeyData", admin.keyPem());
        Path answer = Files.writeString(
                folder.resolve("answer"),
                new JsonObject()
                        .put("kind", "ExecCredential")
                        .put("apiVersion", "client.authentication.k8s.io/v1")
                        .put("status", status)
                        .encode());
        Path plugin = Files.writeString(folder.resolve("plugin"), "#!/bin/sh\ncat '%s'\n".formatted(answer));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        String config = Files.writeString(folder.resolve("plugged"), """
                apiVersion: v1
                kind: Config
                current-context: plugged
                contexts: [{name: plugged, context: {cluster: member, user: plugin}}]
                clusters: [{name: member, cluster: {server: "%s", certificate-authority-data: %s}}]
                users:
                - name: plugin
                  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: "%s", interactiveMode: Never}}
                """.formatted(
                                member.server().url(),
                                Base64.getEncoder()
                                        .encodeToString(member.server().caPem().getBytes(StandardCharsets.UTF_8)),
                                plugin))
                .toString();
        assertThat(desk.run("join", "plugged", "--kubeconfig", config).err())
                .contains("Error:", "an exec plugin, which gives no lasting credential", "--service-account");
        desk.good("join", "plugged", "--kubeconfig", config, "--service-account");
        assertThat(desk.secret("plugged").getJsonObject("data").fieldNames())
                .containsExactlyInAnyOrder("endpoint", "ca.crt", "token");
        await().atMost(SOON).until(() -> desk.answers("plugged"));
    }

    @Test
    void aSecondJoinRenewsTheTokenAndAnotherClusterMustBeMeant() {
        desk.good("join", "again", "--kubeconfig", desk.memberConfig(), "--service-account");
        await().atMost(SOON).until(() -> desk.answers("again"));
        String former = desk.annotation("again", "service-account-token-bound-to");
        String uid = read(member.server(), ACCOUNTS + "again")
                .getJsonObject("metadata")
                .getString("uid");
        Program second = desk.good("join", "again", "--kubeconfig", desk.memberConfig(), "--service-account");
        assertThat(second.out()).isEqualTo("clustergateway/again configured\n");
        assertThat(second.err())
                .contains("ServiceAccount cluster-gateway-again unchanged")
                .contains("Secret cluster-gateway/%s deleted".formatted(former));
        assertThat(desk.annotation("again", "service-account-token-bound-to")).isNotEqualTo(former);
        assertThat(found(member.server(), "/api/v1/namespaces/cluster-gateway/secrets/" + former))
                .isFalse();
        assertThat(read(member.server(), ACCOUNTS + "again")
                        .getJsonObject("metadata")
                        .getString("uid"))
                .isEqualTo(uid);
        assertThat(desk.answers("again")).isTrue();

        String other = hub.server().adminKubeconfig().toString();
        assertThat(desk.run("join", "again", "--kubeconfig", other).err()).contains("with another endpoint or CA");
        assertThat(desk.good("join", "again", "--kubeconfig", other, "--overwrite")
                        .out())
                .isEqualTo("clustergateway/again configured\n");
        JsonObject data = desk.secret("again").getJsonObject("data");
        assertThat(new String(data.getBinary("endpoint"), StandardCharsets.UTF_8))
                .isEqualTo(hub.server().url());
        assertThat(data.containsKey("token")).isFalse();
        await().atMost(SOON)
                .until(() -> rig.kubectlAt("again")
                        .run("get", "ns", "-o", "name")
                        .out()
                        .contains("namespace/vela-system"));
    }

    @Test
    void aSecondJoinThatIsToldOfNoFormerTokenLeavesTheSecretsOfOthers() {
        desk.good("join", "forgetful", "--kubeconfig", desk.memberConfig(), "--service-account");
        member.server()
                .kubectl("create", "secret", "generic", "bystander", "-n", "cluster-gateway")
                .expectSuccess();
        rig.hubKubectl()
                .run(
                        "annotate",
                        "secret",
                        "-n",
                        "vela-system",
                        "forgetful",
                        "cluster.core.oam.dev/service-account-token-bound-to-")
                .expectSuccess();
        desk.good("join", "forgetful", "--kubeconfig", desk.memberConfig(), "--service-account");
        assertThat(found(member.server(), "/api/v1/namespaces/cluster-gateway/secrets/bystander"))
                .isTrue();
    }

    @Test
    void aSecondJoinByACredentialOfItsOwnLetsGoOfTheAccountAndTellsThatItStays() {
        desk.good("join", "own", "--kubeconfig", desk.memberConfig(), "--service-account");
        Program second = desk.good("join", "own", "--kubeconfig", desk.memberConfig());
        assertThat(second.err())
                .contains("account cluster-gateway/cluster-gateway-own stays with its rights, and its token holds on")
                .contains("-l cluster.core.oam.dev/joined-as=own");
        assertThat(desk.secret("own")
                        .getJsonObject("metadata")
                        .getJsonObject("annotations", new JsonObject())
                        .fieldNames())
                .noneMatch(key -> key.contains("service-account"));
        assertThat(desk.run("rotate", "own").err()).contains("Error: own: joined without --service-account");
        desk.good("detach", "own");
        assertThat(found(member.server(), ACCOUNTS + "own")).isTrue();
    }

    @Test
    void aSecondJoinWithAnAccountInAnotherNamespaceTellsOfTheFirst() {
        desk.good("join", "moved", "--kubeconfig", desk.memberConfig(), "--service-account");
        Program second = desk.good(
                "join",
                "moved",
                "--kubeconfig",
                desk.memberConfig(),
                "--service-account",
                "--cluster-role",
                "view",
                "--member-namespace",
                "elsewhere");
        assertThat(second.err())
                .contains("account cluster-gateway/cluster-gateway-moved stays with its rights")
                .contains("kubectl -n cluster-gateway delete serviceaccount cluster-gateway-moved)")
                .doesNotContain("joined-as=moved");
        assertThat(desk.annotation("moved", "service-account")).isEqualTo("elsewhere/cluster-gateway-moved");
    }

    private static boolean mayImpersonate(String whom, String account) {
        return member.server()
                        .kubectl("auth", "can-i", "impersonate", whom, account)
                        .exit()
                == 0;
    }
}
