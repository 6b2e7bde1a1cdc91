package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.kernel.config.SettingsLoader;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketMember;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No hub: members from a folder, callers from a CA and a token file, and the members' own RBAC decides. */
@Timeout(60)
final class HublessTest {
    private static final String MEMBERS = PocketRig.RESOURCES + "/clustergateways";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final CertificateAuthority clients = CertificateAuthority.create("clients");
    private final CertificateAuthority serving = CertificateAuthority.create("serving");
    private final AccessRules rules = new AccessRules()
            .grant("alice", List.of("get", "list"), List.of("pods"))
            .grant("group:operators", List.of("*"), List.of("configmaps"));
    private PocketMember member;
    private Gateway gateway;
    private Path manifests;
    private PocketClient alice;
    private PocketClient bob;

    @BeforeEach
    void start() throws IOException {
        member = PocketMember.create(
                        vertx, "member", PocketOptions.create("member-ca").withAuthorizer(rules))
                .start()
                .await();
        manifests = Files.createDirectory(dir.resolve("members"));
        put("member.json", member.certificateSecret("vela-system"));
        Files.writeString(dir.resolve("clients.crt"), clients.certificatePem());
        Files.writeString(dir.resolve("tokens.csv"), "bobs-token,bob,uid-1,\"operators,others\"\n");
        serving.issueServer(List.of("localhost", "127.0.0.1")).writeTo(dir, "serving");
        gateway = new Gateway(vertx, tree(), Map.of());
        gateway.start().await();
        await().atMost(PATIENCE).until(gateway::isReady);
        alice = client().as(Credential.of(clients.issueClient("alice", List.of("team"))));
        bob = client().as(Credential.token("bobs-token"));
        await().atMost(PATIENCE)
                .until(() -> alice.get(proxy("member", "/version")).status() == 200);
        member.server().forgetRequests();
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        gateway.stop().await();
        vertx.close().await();
    }

    @Test
    void theMembersRbacDecides() {
        assertThat(alice.get(proxy("member", "/api/v1/pods")).status()).isEqualTo(200);
        PocketClient.Answer refused = alice.get(proxy("member", "/api/v1/configmaps"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.hop()).isEmpty();
        assertThat(refused.body()).contains("configmaps is forbidden: User \\\"alice\\\" cannot list");
        assertThat(bob.post(
                                proxy("member", "/api/v1/namespaces/default/configmaps"),
                                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"bobs\"}}")
                        .status())
                .isEqualTo(201);
        assertThat(bob.get(proxy("member", "/api/v1/pods")).status()).isEqualTo(403);
    }

    @Test
    void everyRequestCarriesItsCaller() {
        alice.get(proxy("member", "/api/v1/pods"));
        bob.get(proxy("member", "/api/v1/pods"), "X-Remote-User", "admin", "Impersonate-User", "admin");
        List<SeenRequest> seen = member.server().requests();
        assertThat(seen.get(0).header("Impersonate-User")).containsExactly("alice");
        assertThat(seen.get(0).header("Impersonate-Group")).containsExactly("team", "system:authenticated");
        assertThat(seen.get(1).header("Impersonate-User")).containsExactly("bob");
        assertThat(seen.get(1).header("Impersonate-Group"))
                .containsExactly("operators", "others", "system:authenticated");
        assertThat(seen).allSatisfy(request -> {
            assertThat(request.header("Impersonate-Uid")).isEmpty();
            assertThat(request.header("Authorization")).isEmpty();
        });
    }

    @Test
    void strangersAre401() {
        List<PocketClient> strangers =
                List.of(client(), client().as(Credential.token("wrong")), client().as(certificate("other-ca")));
        for (PocketClient stranger : strangers) {
            PocketClient.Answer answer = stranger.get(proxy("member", "/version"));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.hop()).isEqualTo("hub authentication");
            assertThat(stranger.get(MEMBERS).status()).isEqualTo(401);
            assertThat(stranger.get("/readyz").body()).isEqualTo("ok");
        }
        strangers.forEach(PocketClient::close);
        assertThat(member.server().requests()).isEmpty();
    }

    @Test
    void manifestsTakeEffectWhileRunning() throws IOException {
        ObjectNode second = member.tokenSecret("vela-system");
        second.withObject("/metadata").put("name", "second");
        put("second.yaml", second);
        awaitStatus("second", 200);
        assertThat(alice.get(MEMBERS).body()).contains("\"second\"", "\"member\"");

        second.withObject("/metadata/annotations").put("cluster.core.oam.dev/offline", "moved");
        put("second.yaml", second);
        awaitStatus("second", 503);
        PocketClient.Answer offline = alice.get(proxy("second", "/version"));
        assertThat(offline.hop()).isEqualTo("registry");
        assertThat(offline.json().getString("reason")).isEqualTo("ClusterOffline");

        Files.delete(manifests.resolve("second.yaml"));
        awaitStatus("second", 404);
        assertThat(alice.get(proxy("member", "/version")).status()).isEqualTo(200);
    }

    @Test
    void aBrokenManifestChangesNothing() throws IOException {
        Files.writeString(manifests.resolve("member.json"), "{ broken");
        Files.writeString(
                manifests.resolve("other.yaml"),
                member.tokenSecret("vela-system").toString().replace("\"member\"", "\"other\""));
        awaitStatus("other", 200);
        assertThat(alice.get(proxy("member", "/version")).status()).isEqualTo(200);
    }

    private void awaitStatus(String name, int status) {
        await().atMost(PATIENCE).until(() -> alice.get(proxy(name, "/version")).status() == status);
    }

    /** As an editor saves: the whole file at once. */
    private void put(String file, ObjectNode secret) throws IOException {
        Path draft = Files.writeString(dir.resolve("draft"), secret.toString());
        Files.move(draft, manifests.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Credential certificate(String authority) {
        return Credential.of(CertificateAuthority.create(authority).issueClient("alice", List.of("system:masters")));
    }

    private PocketClient client() {
        return PocketClient.to(vertx, gateway.securePort(), serving.certificatePem(), HttpVersion.HTTP_2);
    }

    private static String proxy(String name, String path) {
        return MEMBERS + "/" + name + "/proxy" + path;
    }

    private JsonObject tree() {
        return SettingsLoader.load(
                        vertx,
                        Optional.empty(),
                        Map.of(
                                "registry.clustersFrom",
                                manifests.toString(),
                                "authentication.clientCaFile",
                                dir.resolve("clients.crt").toString(),
                                "authentication.tokenAuthFile",
                                dir.resolve("tokens.csv").toString(),
                                "identity.passing",
                                false,
                                "management.port",
                                0,
                                "serving.bindAddress",
                                "127.0.0.1",
                                "serving.securePort",
                                0,
                                "serving.shutdownGrace",
                                "1s",
                                "serving.tlsCertFile",
                                dir.resolve("serving.crt").toString(),
                                "serving.tlsPrivateKeyFile",
                                dir.resolve("serving.key").toString()))
                .await()
                .put("members", new JsonObject().put("allowLoopback", true));
    }
}
