package io.clustergateway.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ExtensionServerTest {

    private static final String GROUP = "things.example.org";
    private static final String DISCOVERY = "/apis/" + GROUP + "/v1";

    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private final Vertx vertx = Vertx.vertx();
    private final CertificateAuthority authority = CertificateAuthority.create("extension-ca");

    @AfterEach
    void stopServer() {
        vertx.close().await();
    }

    @Test
    void hubPassesRequestsOnWithTheCallersIdentity() {
        HttpServer extension = startExtensionServer();
        hub.server().registerApiService(GROUP, "v1", extension.actualPort(), authority.certificatePem());
        var alice = hub.server().kubeconfig("alice", List.of("devs", "system:masters"));

        CommandResult result = hub.server().kubectl().withKubeconfig(alice).run("get", "--raw=" + DISCOVERY + "/who");

        assertThat(result.expectSuccess().out())
                .isEqualTo("alice [devs, system:masters, system:authenticated] by CN=front-proxy-client");
    }

    private HttpServer startExtensionServer() {
        Issued serving = authority.issueServer(List.of(RealApiServer.extensionServerName(GROUP)));
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(serving.keyCertOptions())
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(
                                hub.server().certificates().frontProxy().certificatePem())))
                .setClientAuth(ClientAuth.REQUIRED);
        return vertx.createHttpServer(options)
                .requestHandler(ExtensionServerTest::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    private static void answer(HttpServerRequest request) {
        if (request.path().equals(DISCOVERY + "/who")) {
            request.response().end(caller(request));
        } else {
            request.response().putHeader("Content-Type", "application/json").end(discovery());
        }
    }

    private static String caller(HttpServerRequest request) {
        try {
            return request.getHeader("X-Remote-User") + " "
                    + request.headers().getAll("X-Remote-Group") + " by "
                    + request.sslSession().getPeerPrincipal();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String discovery() {
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", GROUP + "/v1")
                .put("resources", new JsonArray())
                .encode();
    }
}
