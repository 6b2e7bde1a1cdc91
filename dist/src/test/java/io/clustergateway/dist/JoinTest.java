package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.konnectivity.KonnectivityStandIn;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
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
    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-gateway-";
    private static final String ACCOUNTS = "/api/v1/namespaces/cluster-gateway/serviceaccounts/cluster-gateway-";
    private static final CertificateAuthority CA = CertificateAuthority.create("proxies");
    private static Vertx servers;

    private static KonnectivityStandIn konnectivity;
    private static RealRig rig;
    private static String memberConfig;
    private static String rules;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        servers = Vertx.vertx();
        konnectivity = new KonnectivityStandIn(servers, CA.issueServer(List.of("127.0.0.1")), CA.certificatePem());
        Files.writeString(folder.resolve("ca.crt"), CA.certificatePem());
        CA.issueClient("cluster-gateway", List.of()).writeTo(folder, "client");
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
        rig = new RealRig(
                hub.server(),
                member.server(),
                Map.of(
                        "identity.passing",
                        true,
                        "identity.rules",
                        rules,
                        "members.proxyHost",
                        "127.0.0.1",
                        "members.proxyPort",
                        konnectivity.port(),
                        "members.proxyCaCert",
                        folder.resolve("ca.crt").toString(),
                        "members.proxyCert",
                        folder.resolve("client.crt").toString(),
                        "members.proxyKey",
                        folder.resolve("client.key").toString()));
        rig.letUseMembers("User", "alice");
        memberConfig = member.server().adminKubeconfig().toString();
    }

    @AfterAll
    static void stop() {
        rig.close();
        servers.close().await();
    }

    @Test
    void aRuleWorksThroughTheHubWithTheLeastRightsDerivedFromIt() {
        good("join", "ruled", "--kubeconfig", memberConfig, "--service-account", "--rules", rules);
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
    void allThatAJoinMadeIsListedAndOneObjectOwnsTheRestAndTakesItAlong() {
        JsonArray items = new JsonObject(
                        good("join", "listed", "--kubeconfig", memberConfig, "--service-account", "-o", "json")
                                .out())
                .getJsonArray("items");
        List<JsonObject> objects = items.stream().map(JsonObject.class::cast).toList();
        List<JsonObject> accounts = objects.stream()
                .filter(object -> !object.getString("kind").equals("Namespace"))
                .toList();
        assertThat(accounts)
                .extracting(object -> object.getString("kind"))
                .containsExactly("ClusterRole", "ServiceAccount", "ClusterRoleBinding", "Secret", "Secret");
        JsonObject secret = accounts.get(4);
        assertThat(secret.getJsonObject("metadata").getString("namespace")).isEqualTo("vela-system");
        assertThat(new String(secret.getJsonObject("data").getBinary("token"), StandardCharsets.UTF_8))
                .isEqualTo("REDACTED");
        String owner = accounts.get(0).getJsonObject("metadata").getString("uid");
        assertThat(accounts.subList(1, 4))
                .allSatisfy(object -> assertThat(owner(object)).isEqualTo(owner));

        await().atMost(SOON).until(() -> answers("listed"));
        Program rotated = good("rotate", "listed");
        String bound = annotation("listed", "service-account-token-bound-to");
        assertThat(owner(read(member, "/api/v1/namespaces/cluster-gateway/secrets/" + bound)))
                .isEqualTo(owner);
        assertThat(rotated.err()).doesNotContain("warning");

        Program dry = good("detach", "listed", "--dry-run=server");
        assertThat(dry.err()).contains("ClusterRole cluster-gateway-listed deleted");
        assertThat(good("detach", "listed", "--dry-run=server", "--member-kubeconfig", memberConfig)
                        .err())
                .contains("serviceaccounts cluster-gateway/cluster-gateway-listed deleted");
        assertThat(found(member, ROLES + "listed")).isTrue();
        assertThat(found(member, ACCOUNTS + "listed")).isTrue();
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/listed")).isTrue();
        Program detached = good("detach", "listed");
        assertThat(detached.err()).contains("by the member's garbage collector").doesNotContain("warning");
        assertThat(found(member, ROLES + "listed")).isFalse();
        // No controller runs here: what is left names the owner that is gone, by which it is collected.
        assertThat(owner(read(member, ACCOUNTS + "listed"))).isEqualTo(owner);
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/listed")).isFalse();
    }

    @Test
    void aMemberBehindTheClusterProxy() {
        konnectivity.agent("tunnelled", URI.create(member.server().url()).getPort());
        good("join", "tunnelled", "--kubeconfig", memberConfig, "--cluster-proxy", "--service-account");
        JsonObject secret = secret("tunnelled");
        assertThat(secret.getJsonObject("metadata").getJsonObject("labels"))
                .contains(Map.entry("cluster.core.oam.dev/cluster-endpoint-type", "ClusterProxy"));
        assertThat(secret.getJsonObject("data").containsKey("endpoint")).isFalse();
        await().atMost(SOON).until(() -> answers("tunnelled"));
        assertThat(konnectivity.dialled()).contains("tunnelled:443");
        assertThat(good("rotate", "tunnelled").err()).contains("the cluster proxy is not reached from here");
        assertThat(answers("tunnelled")).isTrue();
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
        assertThat(run("join", "plugged", "--kubeconfig", config).err())
                .contains("Error:", "an exec plugin, which gives no lasting credential", "--service-account");
        good("join", "plugged", "--kubeconfig", config, "--service-account");
        assertThat(secret("plugged").getJsonObject("data").fieldNames())
                .containsExactlyInAnyOrder("endpoint", "ca.crt", "token");
        await().atMost(SOON).until(() -> answers("plugged"));
    }

    @Test
    void aSecondJoinRenewsTheTokenAndAnotherClusterMustBeMeant() {
        good("join", "again", "--kubeconfig", memberConfig, "--service-account");
        await().atMost(SOON).until(() -> answers("again"));
        String former = annotation("again", "service-account-token-bound-to");
        String uid = read(member, ACCOUNTS + "again").getJsonObject("metadata").getString("uid");
        Program second = good("join", "again", "--kubeconfig", memberConfig, "--service-account");
        assertThat(second.out()).isEqualTo("clustergateway/again configured\n");
        assertThat(second.err())
                .contains("ServiceAccount cluster-gateway-again unchanged")
                .contains("Secret cluster-gateway/%s deleted".formatted(former));
        assertThat(annotation("again", "service-account-token-bound-to")).isNotEqualTo(former);
        assertThat(found(member, "/api/v1/namespaces/cluster-gateway/secrets/" + former))
                .isFalse();
        assertThat(read(member, ACCOUNTS + "again").getJsonObject("metadata").getString("uid"))
                .isEqualTo(uid);
        assertThat(answers("again")).isTrue();

        String other = hub.server().adminKubeconfig().toString();
        assertThat(run("join", "again", "--kubeconfig", other).err()).contains("with another endpoint or CA");
        assertThat(good("join", "again", "--kubeconfig", other, "--overwrite").out())
                .isEqualTo("clustergateway/again configured\n");
        JsonObject data = secret("again").getJsonObject("data");
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
        good("join", "forgetful", "--kubeconfig", memberConfig, "--service-account");
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
        good("join", "forgetful", "--kubeconfig", memberConfig, "--service-account");
        assertThat(found(member, "/api/v1/namespaces/cluster-gateway/secrets/bystander"))
                .isTrue();
    }

    @Test
    void aCertificateIsRotatedUnderLoadWithoutAFailedRequest() {
        good("join", "certified", "--kubeconfig", memberConfig);
        await().atMost(SOON).until(() -> answers("certified"));
        String other = Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        member.server().issueClient("second", List.of("system:masters")))
                .writeTo(folder.resolve("second"))
                .toString();
        String refused = Kubeconfig.of(member.server().url(), member.server().caPem(), "no-token-of-its")
                .writeTo(folder.resolve("refused"))
                .toString();
        String before = secret("certified").getJsonObject("data").encode();
        try (SteadyLoad load = new SteadyLoad(rig, "certified")) {
            assertThat(run("rotate", "certified", "--kubeconfig", refused).err())
                    .contains("Error: credential: the member does not accept the new credential");
            assertThat(run(
                                    "rotate",
                                    "certified",
                                    "--kubeconfig",
                                    hub.server().adminKubeconfig().toString())
                            .err())
                    .contains("neither server nor CA is that of member certified");
            assertThat(secret("certified").getJsonObject("data").encode()).isEqualTo(before);
            good("rotate", "certified", "--kubeconfig", other);
            String version = secret("certified").getJsonObject("metadata").getString("resourceVersion");
            await().atMost(SOON)
                    .until(() -> read(hub, "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/certified")
                            .getJsonObject("metadata")
                            .getString("resourceVersion")
                            .equals(version));
            load.goesOn();
            load.goesOn();
            load.stopsWithoutFailure();
        }
        assertThat(secret("certified").getJsonObject("data").encode()).isNotEqualTo(before);
    }

    private static Program good(String... words) {
        Program program = run(words);
        assertThat(program.exit()).as(program.err()).isZero();
        assertThat(program.out() + program.err()).doesNotContain("eyJ", "PRIVATE KEY");
        return program;
    }

    private static Program run(String... words) {
        return Program.run(folder, hub.server().adminKubeconfig(), words);
    }

    private static boolean answers(String name) {
        return rig.kubectlAt(name).run("get", "ns").exit() == 0;
    }

    private static boolean mayImpersonate(String whom, String account) {
        return member.server()
                        .kubectl("auth", "can-i", "impersonate", whom, account)
                        .exit()
                == 0;
    }

    private static String owner(JsonObject object) {
        return object.getJsonObject("metadata")
                .getJsonArray("ownerReferences")
                .getJsonObject(0)
                .getString("uid");
    }

    private static boolean found(RealKubernetesExtension cluster, String path) {
        return cluster.server().request("GET", path, "").isSuccess();
    }

    private static JsonObject read(RealKubernetesExtension cluster, String path) {
        return cluster.server().request("GET", path, "").expectSuccess().json();
    }

    private static JsonObject secret(String name) {
        return read(hub, "/api/v1/namespaces/vela-system/secrets/" + name);
    }

    private static String annotation(String name, String key) {
        return secret(name)
                .getJsonObject("metadata")
                .getJsonObject("annotations")
                .getString("cluster.core.oam.dev/" + key, "");
    }
}
