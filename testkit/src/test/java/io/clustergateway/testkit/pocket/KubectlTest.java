package io.clustergateway.testkit.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.junit.PocketMemberExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class KubectlTest {

    @RegisterExtension
    static final PocketMemberExtension member = PocketMemberExtension.named(
            "alpha",
            PocketOptions.create("alpha-ca")
                    .withAuthorizer(new AccessRules().grant("alice", List.of("get"), List.of("pods"))));

    @TempDir
    Path home;

    private Kubectl kubectl;

    @BeforeEach
    void findKubectl() {
        kubectl = Kubectl.with(
                home, member.server().kubeconfig("alpha", member.server().admin()));
    }

    @Test
    void getsPodsAsTable() {
        assertThat(kubectl.run("get", "pods", "-A", "-o", "wide").stdout())
                .contains("NAMESPACE", "READY", "RESTARTS", "NODE")
                .containsPattern("default +web +1/1 +Running");
    }

    @Test
    void createsPatchesEditsAndDeletes() {
        assertThat(kubectl.run("create", "configmap", "life", "--from-literal=a=1")
                        .stdout())
                .contains("configmap/life created");
        assertThat(kubectl.run("patch", "cm", "life", "-p", "{\"data\":{\"b\":\"2\"}}")
                        .stdout())
                .contains("patched");
        assertThat(kubectl.run("patch", "cm", "life", "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/data/a\"}]")
                        .stdout())
                .contains("patched");
        assertThat(kubectl.run("get", "cm", "life", "-o", "jsonpath={.data}").stdout())
                .isEqualTo("{\"b\":\"2\"}");
        assertThat(kubectl.run("label", "cm", "life", "x=y").stdout()).contains("labeled");
        assertThat(kubectl.run("get", "cm", "-l", "x in (y,z)", "-o", "name").stdout())
                .isEqualTo("configmap/life\n");
        assertThat(kubectl.run("delete", "cm", "life").stdout()).contains("deleted");
        assertThat(kubectl.run("get", "cm", "life").stderr())
                .isEqualTo("Error from server (NotFound): configmaps \"life\" not found\n");
    }

    @Test
    void appliesFromTheClientSide() {
        String first = configMap("applied", "{\"a\": \"1\", \"b\": \"2\"}");
        String second = configMap("applied", "{\"a\": \"3\"}");

        assertThat(kubectl.feed(first, "apply", "-f", "-").stdout()).contains("created");
        assertThat(kubectl.feed(first, "apply", "-f", "-").stdout()).contains("unchanged");
        assertThat(kubectl.feed(second, "apply", "-f", "-").stdout()).contains("configured");
        assertThat(kubectl.run("get", "cm", "applied", "-o", "jsonpath={.data}").stdout())
                .isEqualTo("{\"a\":\"3\"}");
    }

    @Test
    void appliesFromTheServerSideAndRefusesConflicts() {
        String ours = configMap("ssa", "{\"a\": \"1\", \"b\": \"2\"}");
        String theirs = configMap("ssa", "{\"a\": \"9\"}");
        String less = configMap("ssa", "{\"a\": \"1\"}");

        assertThat(kubectl.feed(ours, "apply", "--server-side", "-f", "-").stdout())
                .contains("serverside-applied");
        Kubectl.Outcome refused = kubectl.feed(theirs, "apply", "--server-side", "--field-manager=other", "-f", "-");
        assertThat(refused.stderr()).contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.a");
        assertThat(kubectl.feed(less, "apply", "--server-side", "-f", "-").exitCode())
                .isZero();
        assertThat(kubectl.run("get", "cm", "ssa", "-o", "jsonpath={.data}").stdout())
                .isEqualTo("{\"a\":\"1\"}");
    }

    @Test
    void keepsNothingOfDryRuns() {
        Kubectl.Outcome outcome = kubectl.run("create", "namespace", "ghost", "--dry-run=server");

        assertThat(outcome.stdout()).contains("created (server dry run)");
        assertThat(member.server().find("v1", "Namespace", "", "ghost")).isEmpty();
    }

    @Test
    void followsLogs() throws Exception {
        Path output = home.resolve("log");
        Process follower = kubectl.start(output, "logs", "-f", "web");
        try {
            await().until(() -> Files.readString(output).contains("hello from alpha"));
            member.server().appendLog("default", "web", "a later line");
            await().until(() -> Files.readString(output).contains("a later line"));
        } finally {
            follower.destroy();
        }
    }

    @Test
    void watchesChanges() throws Exception {
        Path output = home.resolve("watch");
        Process watcher = kubectl.start(output, "get", "secrets", "-w");
        try {
            await().until(() -> member.server().openWatches() > 0);
            member.server().put("{apiVersion: v1, kind: Secret, metadata: {name: watched}, stringData: {a: b}}");
            await().until(() -> Files.readString(output).contains("watched"));
        } finally {
            watcher.destroy();
        }
    }

    @Test
    void runsCommandsAndReportsTheirExit() {
        assertThat(kubectl.run("exec", "web", "--", "echo", "a", "b").stdout()).isEqualTo("a b\n");
        assertThat(kubectl.feed("in and out", "exec", "-i", "web", "--", "cat").stdout())
                .isEqualTo("in and out");
        Kubectl.Outcome failed = kubectl.run("exec", "web", "--", "sh", "-c", "exit 3");
        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.stderr()).contains("exit code 3");
    }

    @Test
    void explainsListsResourcesAndWaits() {
        assertThat(kubectl.run("explain", "pod.spec.containers.image").stdout()).contains("Container image name");
        assertThat(kubectl.run("api-resources").stdout())
                .containsPattern("leases +coordination.k8s.io/v1 +true +Lease");
        assertThat(kubectl.run("wait", "--for=condition=Ready", "pod/web", "--timeout=10s")
                        .stdout())
                .contains("condition met");
        assertThat(kubectl.run("describe", "pod", "web").stdout()).contains("Containers:", "example/web:1");
    }

    @Test
    void answersWhoMayDoWhat() {
        Kubectl alice = Kubectl.with(
                home, member.server().kubeconfig("alpha", member.server().client("alice")));

        assertThat(alice.run("auth", "can-i", "get", "pods").stdout()).isEqualTo("yes\n");
        assertThat(alice.run("auth", "can-i", "delete", "pods").stdout()).startsWith("no");
        assertThat(alice.run("auth", "whoami").stdout()).contains("alice");
        assertThat(alice.run("get", "secrets").stderr())
                .contains(
                        "secrets is forbidden: User \"alice\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"");
    }

    @Test
    void editsInAnEditor() throws Exception {
        member.server().put("{apiVersion: v1, kind: ConfigMap, metadata: {name: edited}, data: {a: old}}");
        Path editor = Files.writeString(home.resolve("editor"), "#!/bin/sh\nsed -i s/old/new/ \"$1\"\n");
        Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));

        assertThat(kubectl.in("KUBE_EDITOR", editor.toString())
                        .run("edit", "cm", "edited")
                        .stdout())
                .contains("edited");
        assertThat(member.server()
                        .find("v1", "ConfigMap", "default", "edited")
                        .orElseThrow()
                        .at("/data/a")
                        .asText())
                .isEqualTo("new");
    }

    private static String configMap(String name, String data) {
        return """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}, "data": %s}
                """.formatted(name, data);
    }
}
