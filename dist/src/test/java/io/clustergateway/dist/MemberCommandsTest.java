package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands about members, as the program, with a real hub, a gateway and a real member. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class MemberCommandsTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;
    private static Path hubConfig;
    private static Path memberConfig;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", "true"));
        hubConfig = hub.server().adminKubeconfig();
        memberConfig = member.server().adminKubeconfig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void joinsByTheKubeconfigsCertificateAndKubectlGetsThroughAtOnce() throws IOException {
        Program joined =
                run("join", "plain", "--kubeconfig", memberConfig.toString(), "--labels=region=eu", "--alias=p");
        assertThat(joined.exit()).as(joined.err()).isZero();
        assertThat(joined.out()).isEqualTo("clustergateway/plain joined\n");
        assertThat(joined.err())
                .contains("[preflight] name: plain is free", "certificate verified and good for")
                .contains("[preflight] credential: the credential is accepted")
                .contains("is a loopback address, which a gateway does not dial by default")
                .contains("[hub] Secret vela-system/plain written");

        Path all = Files.writeString(folder.resolve("all"), """
                {"apiVersion": "v1", "kind": "Config", "current-context": "mine",
                 "contexts": [{"name": "mine", "context": {"cluster": "c", "user": "u"}}],
                 "clusters": [{"name": "c", "cluster": {"server": "https://mine"}}]}
                """);
        Program written = run("kubeconfig", "--all", "-o", all.toString());
        assertThat(written.exit()).as(written.err()).isZero();
        assertThat(written.out()).contains("context plain written to " + all);
        assertThat(Files.getPosixFilePermissions(all)).hasSize(2);
        assertThat(Files.readString(all)).contains("current-context: mine", "https://mine");
        String namespaces = hub.server()
                .kubectl()
                .withKubeconfig(all)
                .run("--context=plain", "get", "ns", "-o", "name")
                .expectSuccess()
                .out();
        assertThat(namespaces).contains("namespace/kube-system").doesNotContain("vela-system");

        assertThat(run("join", "plain", "--kubeconfig", memberConfig.toString()).out())
                .isEqualTo("clustergateway/plain configured\n");
        assertThat(secret("plain")
                        .getJsonObject("metadata")
                        .getJsonObject("labels")
                        .getString("region"))
                .isEqualTo("eu");
        assertThat(run("join", "plain", "--kubeconfig", hubConfig.toString()).err())
                .contains("Error: clustergateway plain: there already, with another endpoint or CA");
    }

    @Test
    void aDryRunWritesNothingAnywhere() {
        for (String mode : List.of("client", "server")) {
            Program dry = run(
                    "join",
                    "dry",
                    "--kubeconfig",
                    memberConfig.toString(),
                    "--service-account",
                    "--dry-run=" + mode,
                    "--member-namespace=kube-system",
                    "-o",
                    "json");
            assertThat(dry.exit()).as(dry.err()).isZero();
            JsonArray items = new JsonObject(dry.out()).getJsonArray("items");
            assertThat(items).hasSize(4);
            assertThat(items.getJsonObject(3).getJsonObject("data").getString("token"))
                    .isEqualTo("UkVEQUNURUQ=");
            assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/dry")).isFalse();
            assertThat(found(member, "/api/v1/namespaces/kube-system/serviceaccounts/cluster-gateway-dry"))
                    .isFalse();
            assertThat(found(member, "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-gateway-dry"))
                    .isFalse();
        }
    }

    @Test
    void anAccountIsMadeRotatedUnderLoadAndRemoved() throws Exception {
        Program joined = run("join", "account", "--kubeconfig", memberConfig.toString(), "--service-account");
        assertThat(joined.exit()).as(joined.err()).isZero();
        assertThat(joined.err())
                .contains("[preflight] credential: the new token is accepted")
                .contains("rights: it may impersonate users, groups and service accounts");
        await().until(() -> version("account").isSuccess());
        assertThat(rig.kubectlAt("account").run("get", "ns").exit()).isZero();
        String first = secret("account").getJsonObject("data").getString("token");
        String firstBound = annotation("account", "service-account-token-bound-to");

        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger good = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        Thread load = new Thread(() -> {
            while (!over.get()) {
                (version("account").isSuccess() ? good : bad).incrementAndGet();
            }
        });
        load.start();
        Program rotated = run("rotate", "account");
        over.set(true);
        load.join();
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.out()).isEqualTo("clustergateway/account rotated\n");
        assertThat(bad).hasValue(0);
        assertThat(good.get()).isGreaterThan(50);
        assertThat(secret("account").getJsonObject("data").getString("token")).isNotEqualTo(first);
        assertThat(found(member, "/api/v1/namespaces/cluster-gateway/secrets/" + firstBound))
                .isFalse();
        assertThat(joined.err() + joined.out() + rotated.err() + rotated.out()).doesNotContain("eyJ");

        Program detached = run("detach", "account", "--member-kubeconfig", memberConfig.toString());
        assertThat(detached.exit()).as(detached.err()).isZero();
        assertThat(detached.out()).isEqualTo("clustergateway/account detached\n");
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/account")).isFalse();
        assertThat(found(member, "/api/v1/namespaces/cluster-gateway/serviceaccounts/cluster-gateway-account"))
                .isFalse();
        assertThat(found(member, "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-gateway-account"))
                .isFalse();
    }

    @Test
    void aCertificateIsReplacedByAnotherKubeconfig() {
        run("join", "renewed", "--kubeconfig", memberConfig.toString());
        assertThat(run("rotate", "renewed").err()).contains("Error: renewed: joined without --service-account");
        Path other = Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        member.server().issueClient("second", List.of("system:masters")))
                .writeTo(folder.resolve("second"));
        String first = secret("renewed").getJsonObject("data").getString("tls.crt");
        Program rotated = run("rotate", "renewed", "--kubeconfig", other.toString());
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotated.err()).contains("the new credential is accepted");
        assertThat(secret("renewed").getJsonObject("data").getString("tls.crt")).isNotEqualTo(first);
    }

    @Test
    void aDeadMemberIsDetachedAndWhatIsLeftThereIsTold() throws IOException {
        run("join", "dead", "--kubeconfig", memberConfig.toString(), "--service-account");
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        String endpoint =
                Base64.getEncoder().encodeToString(("https://127.0.0.1:" + nobody).getBytes(StandardCharsets.UTF_8));
        rig.hubKubectl()
                .run(
                        "patch",
                        "secret",
                        "-n",
                        "vela-system",
                        "dead",
                        "-p",
                        "{\"data\":{\"endpoint\":\"%s\"}}".formatted(endpoint))
                .expectSuccess();
        await().until(() -> !version("dead").isSuccess());
        Program detached = run("detach", "dead");
        assertThat(detached.exit()).as(detached.err()).isZero();
        assertThat(detached.err())
                .contains("warning: not all of its account could be removed")
                .contains(
                        "kubectl delete rolebindings,roles,clusterrolebindings,clusterroles,secrets,serviceaccounts -A"
                                + " -l cluster.core.oam.dev/joined-as=dead");
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/dead")).isFalse();
        member.server()
                .kubectl(
                        "delete",
                        "rolebindings,roles,clusterrolebindings,clusterroles,secrets,serviceaccounts",
                        "-A",
                        "-l",
                        "cluster.core.oam.dev/joined-as=dead")
                .expectSuccess();
        assertThat(found(member, "/api/v1/namespaces/cluster-gateway/serviceaccounts/cluster-gateway-dead"))
                .isFalse();
    }

    @Test
    void switchesOffAndOnAgain() {
        run("join", "switched", "--kubeconfig", memberConfig.toString());
        await().until(() -> version("switched").isSuccess());
        assertThat(run("offline", "switched", "--reason", "moving house", "--dry-run=server")
                        .out())
                .isEqualTo("clustergateway/switched offline (server dry run)\n");
        assertThat(version("switched").isSuccess()).isTrue();
        assertThat(run("offline", "switched", "--reason", "moving house").out())
                .isEqualTo("clustergateway/switched offline\n");
        await().atMost(Duration.ofSeconds(5)).until(() -> version("switched").status() == 503);
        assertThat(version("switched").body()).contains("ClusterOffline", "moving house");
        assertThat(run("offline", "switched", "--reason", "moving house").out())
                .isEqualTo("clustergateway/switched already offline\n");
        assertThat(run("list").out()).containsPattern("switched +X509Certificate +Const +Offline");
        assertThat(run("online", "switched", "-o", "name").out())
                .isEqualTo("clustergateway.cluster.core.oam.dev/switched\n");
        await().atMost(Duration.ofSeconds(5)).until(() -> version("switched").isSuccess());
    }

    @Test
    void renames() {
        run("join", "old-name", "--kubeconfig", memberConfig.toString(), "--labels=tier=gold");
        assertThat(run("rename", "old-name", RealRig.MEMBER).err())
                .isEqualTo("Error from server (AlreadyExists): secrets \"member\" already exists\n");
        assertThat(run("rename", "old-name", "new-name", "--dry-run=server").out())
                .isEqualTo("clustergateway/new-name renamed from old-name (server dry run)\n");
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/old-name"))
                .isTrue();
        assertThat(run("rename", "old-name", "new-name").out())
                .isEqualTo("clustergateway/new-name renamed from old-name\n");
        await().until(() -> version("new-name").isSuccess());
        await().until(() -> version("old-name").status() == 404);
        assertThat(run("list", "-l", "tier=gold", "-o", "name").out())
                .isEqualTo("clustergateway.cluster.core.oam.dev/new-name\n");
        Program gone = run("rename", "old-name", "other");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err())
                .isEqualTo(
                        "Error from server (NotFound): clustergateways.cluster.core.oam.dev \"old-name\" not found\n");
    }

    @Test
    void anAccountThatAnotherNameOfTheMemberHasTooOutlivesADetach() {
        run("join", "half", "--kubeconfig", memberConfig.toString(), "--service-account");
        JsonObject former = secret("half");
        former.getJsonObject("metadata").remove("resourceVersion");
        former.getJsonObject("metadata").remove("uid");
        assertThat(run("rename", "half", "whole").exit()).isZero();
        await().until(() -> version("whole").isSuccess());
        hub.server()
                .request("POST", "/api/v1/namespaces/vela-system/secrets", former.encode())
                .expectSuccess();

        Program detached = run("detach", "half");

        assertThat(detached.exit()).as(detached.err()).isZero();
        assertThat(detached.err())
                .contains("account cluster-gateway/cluster-gateway-half stays, for member whole has it too");
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/half")).isFalse();
        assertThat(found(member, "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-gateway-half"))
                .isTrue();
        assertThat(version("whole").isSuccess()).isTrue();
        assertThat(run("detach", "whole").exit()).isZero();
        assertThat(found(member, "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-gateway-half"))
                .isFalse();
    }

    @Test
    void whatIsWrongIsOneLine() {
        Path refused = Kubeconfig.of(member.server().url(), member.server().caPem(), "no-token-of-its")
                .writeTo(folder.resolve("refused"));
        Path nobody = Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        hub.server().issueClient("alice", List.of()))
                .writeTo(folder.resolve("nobody"));
        assertThat(wrong("join", "x", "--kubeconfig", nobody.toString()))
                .contains("Error: credential: the member takes the credential for nobody's");
        Path untrusted = Kubeconfig.of(
                        member.server().url(),
                        hub.server().caPem(),
                        member.server().adminCertificate())
                .writeTo(folder.resolve("untrusted"));
        assertThat(wrong("join", "x", "--kubeconfig", refused.toString()))
                .endsWith(
                        "Error: credential: the member does not accept the credential (mend: one that is valid there)");
        assertThat(wrong("join", "x", "--kubeconfig", untrusted.toString()))
                .contains("Unable to connect to the member: its serving certificate is not of the CA given");
        assertThat(wrong("join", "local", "--kubeconfig", memberConfig.toString()))
                .contains("the name local is the hub's own");
        assertThat(wrong("join", "X_", "--kubeconfig", memberConfig.toString())).contains("its name is no DNS name");
        assertThat(wrong("join", "x", "--kubeconfig", memberConfig.toString(), "--context=none"))
                .contains("no context none (expected: one of context)");
        assertThat(wrong("join", "x", "--kubeconfig", folder.resolve("nowhere").toString()))
                .contains("nowhere: no such file");
        assertThat(wrong("join", "x")).isEqualTo("Error: --kubeconfig: not given (expected: the member's kubeconfig)");
        assertThat(wrong("detach", "local")).isEqualTo("Error: local: the hub itself (expected: a member)");
        assertThat(wrong("list", "-o", "xml")).contains("--output: xml (expected: json, yaml, wide or name)");
        assertThat(found(hub, "/api/v1/namespaces/vela-system/secrets/x")).isFalse();
    }

    private static String wrong(String... words) {
        Program program = run(words);
        assertThat(program.exit()).isEqualTo(1);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).doesNotContain("\tat ");
        return program.err().strip();
    }

    private static Program run(String... words) {
        return Program.run(folder, hubConfig, words);
    }

    private static ApiAnswer version(String name) {
        return hub.server().request("GET", RealRig.proxyPath(name) + "/version", "");
    }

    private static boolean found(RealKubernetesExtension cluster, String path) {
        return cluster.server().request("GET", path, "").isSuccess();
    }

    private static JsonObject secret(String name) {
        return hub.server()
                .request("GET", "/api/v1/namespaces/vela-system/secrets/" + name, "")
                .expectSuccess()
                .json();
    }

    private static String annotation(String name, String key) {
        return secret(name)
                .getJsonObject("metadata")
                .getJsonObject("annotations")
                .getString("cluster.core.oam.dev/" + key, "");
    }
}
