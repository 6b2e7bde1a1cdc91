package io.clustergateway.dist;

import static io.clustergateway.dist.PocketRig.PROXY;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Credential.ClientCertificate;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A gateway of little patience, with clients that ask too much of it and one that does not. Must be a static field. */
final class OverloadedGateway implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** Where the member does what a test says. */
    static final String HELD = PROXY + "/held";

    private static final String AT_MEMBER = "/held";

    private final List<HttpClient> clients = new ArrayList<>();
    private PocketRig rig;
    private PocketClient other;

    @Override
    public void beforeAll(ExtensionContext context) {
        rig = new PocketRig(PocketRig.Plan.of(Map.of(
                "forwarder.limits.queueWait", "1s",
                "forwarder.limits.stall", "5s",
                "serving.headerTimeout", "10s")));
        other = rig.direct(rig.somebody("bob", User.MASTERS), HttpVersion.HTTP_2);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        rig.member().server().unhandle(AT_MEMBER);
        clients.forEach(client -> client.close().await());
        clients.clear();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> other.get(PROXY + "/version").status() == 200);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        other.close();
        rig.close();
    }

    PocketRig rig() {
        return rig;
    }

    /** The well-behaved one. */
    PocketClient other() {
        return other;
    }

    void answer(Handler<HttpServerRequest> handler) {
        rig.member().server().handle(AT_MEMBER, handler);
    }

    HeldRequests hold() {
        HeldRequests held = new HeldRequests();
        answer(held);
        return held;
    }

    HttpClient http2(String user, int connections) {
        HttpClient client =
                rig.clients().createHttpClient(http2(rig, user), new PoolOptions().setHttp2MaxSize(connections));
        clients.add(client);
        return client;
    }

    RawHttp raw(String user) throws IOException {
        return new RawHttp(rig.port(), rig.servingAuthority().certificate(), certificate(rig, user));
    }

    /** HTTP/2, as one of the hub's masters. */
    static HttpClientOptions http2(PocketRig rig, String user) {
        Issued issued = certificate(rig, user);
        return new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(rig.port())
                .setKeyCertOptions(issued.keyCertOptions());
    }

    static RequestOptions options(String target) {
        return new RequestOptions().setMethod(HttpMethod.GET).setURI(target);
    }

    static Future<Answer> get(HttpClient client, String target) {
        return client.request(options(target))
                .compose(request -> request.send()
                        .compose(response -> response.body()
                                .map(body -> new Answer(response.statusCode(), response.headers(), body.toString()))));
    }

    private static Issued certificate(PocketRig rig, String user) {
        return ((ClientCertificate) rig.somebody(user, User.MASTERS)).issued();
    }
}
