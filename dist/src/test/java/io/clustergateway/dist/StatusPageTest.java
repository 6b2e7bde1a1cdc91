package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.Authorizer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The status page of a whole gateway: the hub decides who sees it, and its numbers are those of requests. */
@Timeout(90)
final class StatusPageTest {
    private static final String DATA = "/ui/status.json";

    private final int port = freePort();

    @Test
    void showsWhomTheHubLetsWhatTheGatewayDoes() throws Exception {
        AccessRules nobody = new AccessRules();
        Authorizer rules = (user, asked) -> user.name().equals("olga")
                ? asked.verb().equals("get") && asked.path().equals(DATA)
                : nobody.allows(user, asked);
        PocketOptions hub = PocketOptions.create("hub-ca")
                .withAuthorizer(rules)
                .withToken("olgas", User.of("olga"))
                .withToken("sams", User.of("sam"));
        try (PocketRig rig = rig(hub, true);
                PocketClient admin = rig.direct(rig.somebody("admin", User.MASTERS), HttpVersion.HTTP_1_1)) {
            assertThat(get("/ui/", "").statusCode()).isEqualTo(200);
            assertThat(get(DATA, "").statusCode()).isEqualTo(401);
            assertThat(get(DATA, "nobodys").statusCode()).isEqualTo(401);
            HttpResponse<String> sams = get(DATA, "sams");
            assertThat(sams.statusCode()).isEqualTo(403);
            assertThat(sams.body()).contains("User \\\"sam\\\" cannot get path \\\"%s\\\"".formatted(DATA));
            long before = member().getLong("requests");
            admin.get(PocketRig.PROXY + "/api/v1/namespaces");
            await().until(() -> member().getLong("requests") == before + 1);
            assertThat(member().getString("name")).isEqualTo(PocketRig.MEMBER);
            assertThat(status().getString("caller")).isEqualTo("olga");
            assertThat(status().containsKey("servingCertificateEnd")).isTrue();
            assertThat(status().getJsonObject("rules").containsKey("identityPassing"))
                    .isTrue();
        }
    }

    @Test
    void isNotThereUnlessAskedFor() throws Exception {
        try (PocketRig rig =
                rig(PocketOptions.create("hub-ca").withToken("admins", User.of("a", User.MASTERS)), false)) {
            assertThat(rig.gateway().isReady()).isTrue();
            assertThat(get("/readyz", "").statusCode()).isEqualTo(200);
            for (String path : new String[] {"/ui", "/ui/", "/ui/status.js", DATA}) {
                assertThat(get(path, "admins").statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    private PocketRig rig(PocketOptions hub, boolean statusPage) {
        return new PocketRig(new PocketRig.Plan(
                hub,
                PocketOptions.create("member-ca"),
                Map.of("management.port", port, "management.statusPage", statusPage)));
    }

    private JsonObject status() throws Exception {
        return new JsonObject(get(DATA, "olgas").body());
    }

    private JsonObject member() throws Exception {
        return status().getJsonObject("members").getJsonArray("items").getJsonObject(0);
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
