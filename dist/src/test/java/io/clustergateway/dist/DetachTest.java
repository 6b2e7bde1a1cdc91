package io.clustergateway.dist;

import static io.clustergateway.dist.MemberDesk.ACCOUNTS;
import static io.clustergateway.dist.MemberDesk.ROLES;
import static io.clustergateway.dist.MemberDesk.found;
import static io.clustergateway.dist.MemberDesk.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** {@code detach}: what a join made is gone again, or is told when it cannot be reached. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class DetachTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration SOON = Duration.ofSeconds(20);

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
    void allThatAJoinMadeIsListedAndOneObjectOwnsTheRestAndTakesItAlong() {
        JsonArray items = new JsonObject(desk.good(
                                "join",
                                "listed",
                                "--kubeconfig",
                                desk.memberConfig(),
                                "--service-account",
                                "-o",
                                "json")
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

        await().atMost(SOON).until(() -> desk.answers("listed"));
        Program rotated = desk.good("rotate", "listed");
        String bound = desk.annotation("listed", "service-account-token-bound-to");
        assertThat(owner(read(member.server(), "/api/v1/namespaces/cluster-gateway/secrets/" + bound)))
                .isEqualTo(owner);
        assertThat(rotated.err()).doesNotContain("warning");

        Program dry = desk.good("detach", "listed", "--dry-run=server");
        assertThat(dry.err()).contains("ClusterRole cluster-gateway-listed deleted");
        assertThat(desk.good("detach", "listed", "--dry-run=server", "--member-kubeconfig", desk.memberConfig())
                        .err())
                .contains("serviceaccounts cluster-gateway/cluster-gateway-listed deleted");
        assertThat(found(member.server(), ROLES + "listed")).isTrue();
        assertThat(found(member.server(), ACCOUNTS + "listed")).isTrue();
        assertThat(desk.isJoined("listed")).isTrue();
        Program detached = desk.good("detach", "listed");
        assertThat(detached.err()).contains("by the member's garbage collector").doesNotContain("warning");
        assertThat(found(member.server(), ROLES + "listed")).isFalse();
        // No controller runs here: what is left names the owner that is gone, by which it is collected.
        assertThat(owner(read(member.server(), ACCOUNTS + "listed"))).isEqualTo(owner);
        assertThat(desk.isJoined("listed")).isFalse();
    }

    @Test
    void anAccountThatAnotherNameOfTheMemberHasTooOutlivesADetach() {
        desk.good("join", "half", "--kubeconfig", desk.memberConfig(), "--service-account");
        JsonObject former = desk.secret("half");
        former.getJsonObject("metadata").remove("resourceVersion");
        former.getJsonObject("metadata").remove("uid");
        assertThat(desk.run("rename", "half", "whole").exit()).isZero();
        await().until(() -> desk.version("whole").isSuccess());
        hub.server()
                .request("POST", "/api/v1/namespaces/vela-system/secrets", former.encode())
                .expectSuccess();

        Program detached = desk.run("detach", "half");

        assertThat(detached.exit()).as(detached.err()).isZero();
        assertThat(detached.err())
                .contains("account cluster-gateway/cluster-gateway-half stays, for member whole has it too");
        assertThat(desk.isJoined("half")).isFalse();
        assertThat(found(member.server(), ROLES + "half")).isTrue();
        assertThat(desk.version("whole").isSuccess()).isTrue();
        assertThat(desk.run("detach", "whole").exit()).isZero();
        assertThat(found(member.server(), ROLES + "half")).isFalse();
    }

    @Test
    void aDeadMemberIsDetachedAndWhatIsLeftThereIsTold() throws IOException {
        desk.run("join", "dead", "--kubeconfig", desk.memberConfig(), "--service-account");
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
        await().until(() -> !desk.version("dead").isSuccess());
        Program detached = desk.run("detach", "dead");
        assertThat(detached.exit()).as(detached.err()).isZero();
        assertThat(detached.err())
                .contains("warning: not all of its account could be removed")
                .contains(
                        "kubectl delete rolebindings,roles,clusterrolebindings,clusterroles,secrets,serviceaccounts -A"
                                + " -l cluster.core.oam.dev/joined-as=dead");
        assertThat(desk.isJoined("dead")).isFalse();
        member.server()
                .kubectl(
                        "delete",
                        "rolebindings,roles,clusterrolebindings,clusterroles,secrets,serviceaccounts",
                        "-A",
                        "-l",
                        "cluster.core.oam.dev/joined-as=dead")
                .expectSuccess();
        assertThat(found(member.server(), ACCOUNTS + "dead")).isFalse();
    }

    private static String owner(JsonObject object) {
        return object.getJsonObject("metadata")
                .getJsonArray("ownerReferences")
                .getJsonObject(0)
                .getString("uid");
    }
}
