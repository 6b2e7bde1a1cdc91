package io.clustergateway.dist;

import static io.clustergateway.dist.MemberDesk.ROLES;
import static io.clustergateway.dist.MemberDesk.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
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
import org.junit.jupiter.api.io.TempDir;

/** The commands about members, as the program, with a real hub, a gateway and a real member. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class MemberCommandsTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static RealRig rig;
    private static MemberDesk desk;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", "true"));
        desk = new MemberDesk(rig, folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void joinsByTheKubeconfigsCertificateAndKubectlGetsThroughAtOnce() throws IOException {
        Program joined =
                desk.run("join", "plain", "--kubeconfig", desk.memberConfig(), "--labels=region=eu", "--alias=p");
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
        Program written = desk.run("kubeconfig", "--all", "-o", all.toString());
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

        assertThat(desk.run("join", "plain", "--kubeconfig", desk.memberConfig())
                        .out())
                .isEqualTo("clustergateway/plain configured\n");
        assertThat(desk.secret("plain")
                        .getJsonObject("metadata")
                        .getJsonObject("labels")
                        .getString("region"))
                .isEqualTo("eu");
        assertThat(desk.run(
                                "join",
                                "plain",
                                "--kubeconfig",
                                hub.server().adminKubeconfig().toString())
                        .err())
                .contains("Error: clustergateway plain: there already, with another endpoint or CA");
    }

    @Test
    void aDryRunWritesNothingAnywhere() {
        for (String mode : List.of("client", "server")) {
            Program dry = desk.run(
                    "join",
                    "dry",
                    "--kubeconfig",
                    desk.memberConfig(),
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
            assertThat(desk.isJoined("dry")).isFalse();
            assertThat(found(member.server(), "/api/v1/namespaces/kube-system/serviceaccounts/cluster-gateway-dry"))
                    .isFalse();
            assertThat(found(member.server(), ROLES + "dry")).isFalse();
        }
    }

    @Test
    void switchesOffAndOnAgain() {
        desk.run("join", "switched", "--kubeconfig", desk.memberConfig());
        await().until(() -> desk.version("switched").isSuccess());
        assertThat(desk.run("offline", "switched", "--reason", "moving house", "--dry-run=server")
                        .out())
                .isEqualTo("clustergateway/switched offline (server dry run)\n");
        assertThat(desk.version("switched").isSuccess()).isTrue();
        assertThat(desk.run("offline", "switched", "--reason", "moving house").out())
                .isEqualTo("clustergateway/switched offline\n");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> desk.version("switched").status() == 503);
        assertThat(desk.version("switched").body()).contains("ClusterOffline", "moving house");
        assertThat(desk.run("offline", "switched", "--reason", "moving house").out())
                .isEqualTo("clustergateway/switched already offline\n");
        assertThat(desk.run("list").out()).containsPattern("switched +X509Certificate +Const +Offline");
        assertThat(desk.run("online", "switched", "-o", "name").out())
                .isEqualTo("clustergateway.cluster.core.oam.dev/switched\n");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> desk.version("switched").isSuccess());
    }

    @Test
    void renames() {
        desk.run("join", "old-name", "--kubeconfig", desk.memberConfig(), "--labels=tier=gold");
        assertThat(desk.run("rename", "old-name", RealRig.MEMBER).err())
                .isEqualTo("Error from server (AlreadyExists): secrets \"member\" already exists\n");
        assertThat(desk.run("rename", "old-name", "new-name", "--dry-run=server")
                        .out())
                .isEqualTo("clustergateway/new-name renamed from old-name (server dry run)\n");
        assertThat(desk.isJoined("old-name")).isTrue();
        assertThat(desk.run("rename", "old-name", "new-name").out())
                .isEqualTo("clustergateway/new-name renamed from old-name\n");
        await().until(() -> desk.version("new-name").isSuccess());
        await().until(() -> desk.version("old-name").status() == 404);
        assertThat(desk.run("list", "-l", "tier=gold", "-o", "name").out())
                .isEqualTo("clustergateway.cluster.core.oam.dev/new-name\n");
        Program gone = desk.run("rename", "old-name", "other");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err())
                .isEqualTo(
                        "Error from server (NotFound): clustergateways.cluster.core.oam.dev \"old-name\" not found\n");
    }

    @Test
    void whatIsWrongIsOneLine() {
        Path refused = Kubeconfig.of(member.server().url(), member.server().caPem(), "no-token-of-its")
                .writeTo(folder.resolve("refused"));
        Path foreign = Kubeconfig.of(
                        member.server().url(),
                        member.server().caPem(),
                        hub.server().issueClient("alice", List.of()))
                .writeTo(folder.resolve("foreign"));
        assertThat(wrong("join", "x", "--kubeconfig", foreign.toString()))
                .contains("Error: credential: the member does not accept the credential");
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
        assertThat(wrong("join", "local", "--kubeconfig", desk.memberConfig()))
                .contains("the name local is the hub's own");
        assertThat(wrong("join", "X_", "--kubeconfig", desk.memberConfig())).contains("its name is no DNS name");
        assertThat(wrong("join", "x", "--kubeconfig", desk.memberConfig(), "--context=none"))
                .contains("no context none (expected: one of context)");
        assertThat(wrong("join", "x", "--kubeconfig", folder.resolve("nowhere").toString()))
                .contains("nowhere: no such file");
        assertThat(wrong("join", "x")).isEqualTo("Error: --kubeconfig: not given (expected: the member's kubeconfig)");
        assertThat(wrong("detach", "local")).isEqualTo("Error: local: the hub itself (expected: a member)");
        assertThat(wrong("list", "-o", "xml")).contains("--output: xml (expected: json, yaml, wide or name)");
        assertThat(desk.isJoined("x")).isFalse();
    }

    private static String wrong(String... words) {
        Program program = desk.run(words);
        assertThat(program.exit()).isEqualTo(1);
        assertThat(program.out()).isEmpty();
        assertThat(program.err()).doesNotContain("\tat ");
        return program.err().strip();
    }
}
