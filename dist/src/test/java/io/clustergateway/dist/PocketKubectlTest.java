package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RunningCommand;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kubectl → pocket hub → gateway → pocket member, wherever there is a kubectl. */
@Timeout(180)
final class PocketKubectlTest {
    @TempDir
    static Path home;

    private static PocketRig rig;
    private static Kubectl admin;

    @BeforeAll
    static void start() {
        AccessRules hubRules = new AccessRules()
                .grant("reader", List.of("get"), List.of("clustergateways/proxy"))
                .grant("writer", List.of("*"), List.of("clustergateways/proxy"));
        rig = new PocketRig(new PocketRig.Plan(
                PocketOptions.create("hub-ca").withAuthorizer(hubRules),
                PocketOptions.create("member-ca"),
                Map.of("identity.passing", true)));
        admin = kubectl("admin", "system:masters");
    }

    @AfterAll
    static void stop() {
        if (rig != null) {
            rig.close();
        }
    }

    private static Kubectl kubectl(String user, String... groups) {
        Optional<Kubectl> found = Kubectl.find(home, rig.kubeconfig(rig.somebody(user, groups)));
        assumeTrue(found.isPresent(), "no kubectl on the PATH: its tests are skipped");
        return found.get();
    }

    @Test
    void createsPatchesAppliesAndDeletes() throws Exception {
        assertThat(out("create", "configmap", "life", "--from-literal=a=1")).contains("configmap/life created");
        assertThat(out("patch", "cm", "life", "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/data/a\"}]"))
                .contains("patched");
        Path file = Files.writeString(home.resolve("life.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: applied, namespace: default}
                data: {k: v}
                """);
        assertThat(out("apply", "-f", file.toString())).contains("created");
        assertThat(out("apply", "-f", file.toString())).contains("unchanged");
        assertThat(out("apply", "--server-side", "--force-conflicts", "-f", file.toString()))
                .contains("serverside-applied");
        assertThat(out("get", "cm", "applied", "-o", "jsonpath={.data.k}")).isEqualTo("v");
        assertThat(rig.member().server().find("v1", "ConfigMap", "default", "applied"))
                .isPresent();
        assertThat(out("delete", "cm", "life", "applied")).contains("\"life\" deleted", "\"applied\" deleted");
        assertThat(fails("get", "cm", "life"))
                .isEqualTo("Error from server (NotFound): configmaps \"life\" not found\n");
    }

    @Test
    void dryRunsLeaveNothingAtTheMember() {
        assertThat(out("create", "namespace", "ghost", "--dry-run=server")).contains("created (server dry run)");
        assertThat(rig.member().server().find("v1", "Namespace", "", "ghost")).isEmpty();
    }

    @Test
    void watchesAndWaits() {
        out("create", "configmap", "watched", "--from-literal=phase=old");
        try (RunningCommand watch =
                        admin.start("--context=member", "get", "cm", "watched", "-w", "-o", "jsonpath={.data.phase} ");
                RunningCommand waiting = admin.start(
                        "--context=member",
                        "wait",
                        "cm/watched",
                        "--for=jsonpath={.data.phase}=new",
                        "--timeout=30s")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.out().contains("old"));
            out("patch", "cm", "watched", "-p", "{\"data\":{\"phase\":\"new\"}}");
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.out().contains("new"));
            assertThat(waiting.await(Duration.ofSeconds(30)).exit()).isZero();
        }
    }

    @Test
    void followsLogs() {
        try (RunningCommand logs = admin.start("--context=member", "logs", "-f", "web")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> logs.out().contains("hello from member"));
            rig.member().server().appendLog("default", "web", "a later line");
            await().atMost(Duration.ofSeconds(20)).until(() -> logs.out().contains("a later line"));
        }
    }

    @Test
    void runsCommandsByWebSocketAndTellsTheirExit() throws Exception {
        assertThat(out("exec", "web", "--", "echo", "a", "b")).isEqualTo("a b\n");
        CommandResult failed = member(admin, "exec", "web", "--", "sh", "-c", "exit 3");
        assertThat(failed.exit()).isEqualTo(3);
        Path input = Files.writeString(home.resolve("input"), "in and out".repeat(20_000));
        assertThat(member(admin.withInput(input), "exec", "-i", "web", "--", "cat")
                        .expectSuccess()
                        .out())
                .isEqualTo("in and out".repeat(20_000));
        assertThat(rig.member().server().requests())
                .filteredOn(seen -> seen.path().endsWith("/exec"))
                .isNotEmpty()
                .allSatisfy(seen -> {
                    assertThat(seen.header("Sec-WebSocket-Protocol")).containsExactly("v5.channel.k8s.io");
                    assertThat(seen.header("Impersonate-User")).containsExactly("admin");
                });
    }

    @Test
    void attaches() throws Exception {
        try (RunningCommand attached = admin.start("--context=member", "attach", "-i", "web")) {
            OutputStream typed = attached.stdin();
            typed.write("typed\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            await().atMost(Duration.ofSeconds(20)).until(() -> attached.out().contains("typed"));
        }
    }

    @Test
    void findsAndExplainsWhatMemberAndHubServe() {
        assertThat(out("api-resources")).containsPattern("configmaps +cm +v1 +true +ConfigMap");
        assertThat(out("explain", "pod.spec.containers.image")).contains("Container image name");
        assertThat(hubOut("api-resources", "--api-group=cluster.core.oam.dev"))
                .containsPattern("clustergateways +cluster.core.oam.dev/v1alpha1 +false +ClusterGateway")
                .containsPattern("virtualclusters +vc,\\S+ +cluster.core.oam.dev/v1alpha1 +false +VirtualCluster");
        assertThat(hubOut("explain", "clustergateways.spec.access")).contains("credential", "endpoint");
    }

    @Test
    void listsMembersAtTheHub() {
        assertThat(hubOut("get", "clustergateways"))
                .containsPattern("NAME\\s+PROVIDER\\s+CREDENTIAL-TYPE\\s+ENDPOINT-TYPE\\s+HEALTHY")
                .containsPattern("member\\s+X509Certificate\\s+Const");
        assertThat(hubOut("get", "vc", "-o", "name"))
                .startsWith("virtualcluster.cluster.core.oam.dev/local\n")
                .contains("/member\n");
        assertThat(admin.run("--context=hub", "get", "clustergateway", "nowhere")
                        .err())
                .contains("clustergateways.cluster.core.oam.dev \"nowhere\" not found");
    }

    @Test
    void selectsAndPages() {
        for (int i = 0; i < 25; i++) {
            rig.member()
                    .server()
                    .put("{apiVersion: v1, kind: Secret, metadata: {name: page-%d, labels: {odd: '%b', set: pages}}}"
                            .formatted(i, i % 2 == 1));
        }
        assertThat(out("get", "secrets", "-l", "set=pages,odd in (true)", "-o", "name")
                        .lines())
                .hasSize(12);
        assertThat(out("get", "secrets", "--field-selector=metadata.name=page-7", "-o", "name"))
                .isEqualTo("secret/page-7\n");
        rig.member().server().forgetRequests();
        assertThat(out("get", "secrets", "-l", "set=pages", "--chunk-size=10", "-o", "name")
                        .lines())
                .hasSize(25);
        assertThat(rig.member().server().requests())
                .filteredOn(seen -> seen.path().endsWith("/secrets"))
                .hasSize(3)
                .allSatisfy(seen -> assertThat(seen.uri()).contains("limit=10"));
    }

    @Test
    void whoMayOnlyReadCannotExecOrWrite() {
        Kubectl reader = kubectl("reader");
        assertThat(member(reader, "get", "pods").expectSuccess().out()).contains("web");
        assertThat(member(reader, "create", "configmap", "no").err())
                .contains("clustergateways.cluster.core.oam.dev \"member\" is forbidden: User \"reader\" cannot create"
                        + " resource \"clustergateways/proxy\"");
        assertThat(member(reader, "exec", "web", "--", "true").err()).contains("User \"reader\" cannot create");
        assertThat(member(kubectl("writer"), "exec", "web", "--", "true").exit())
                .isZero();
        assertThat(member(kubectl("stranger"), "get", "pods").err()).contains("User \"stranger\" cannot get");
    }

    private static String hubOut(String... arguments) {
        return in("hub", admin, arguments).expectSuccess().out();
    }

    private static String out(String... arguments) {
        return member(admin, arguments).expectSuccess().out();
    }

    private static String fails(String... arguments) {
        CommandResult result = member(admin, arguments);
        assertThat(result.exit()).isEqualTo(1);
        return result.err();
    }

    private static CommandResult member(Kubectl kubectl, String... arguments) {
        return in(PocketRig.MEMBER, kubectl, arguments);
    }

    private static CommandResult in(String context, Kubectl kubectl, String... arguments) {
        return kubectl.run(withContext(context, arguments));
    }

    private static String[] withContext(String context, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "--context=" + context;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return all;
    }
}
