package io.clustergateway.testkit.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.junit.PocketHubExtension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gateway's part is played by a bare server that records what the aggregator sent. */
@ExtendWith(VertxExtension.class)
final class PocketHubTest {

    private static final String PROXY = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/m/proxy";

    @RegisterExtension
    static final PocketHubExtension hub = PocketHubExtension.with(PocketOptions.create("hub-ca")
            .withToken("alices", User.of("alice", "dev").withUid("u-7").withExtra("scopes/Team", "a b")));

    private final Recorder recorder = new Recorder(100);
    private Caller alice;
    private Vertx vertx;

    @BeforeEach
    void attachGateway(Vertx testVertx) throws Exception {
        vertx = testVertx;
        CertificateAuthority authority = CertificateAuthority.create("gateway-ca");
        var server = vertx.createHttpServer(Tls.serverOptions(authority.issueServer(List.of("127.0.0.1")))
                        .setPort(0))
                .requestHandler(this::play)
                .listen()
                .await(20, TimeUnit.SECONDS);
        hub.hub().attach(new Backend("127.0.0.1", server.actualPort(), authority.certificatePem()));
        alice = Caller.of(vertx, hub.server(), Credential.token("alices"));
    }

    private void play(HttpServerRequest request) {
        recorder.record(request);
        if (request.path().endsWith("/moved")) {
            request.response()
                    .setStatusCode(302)
                    .putHeader("Location", "/elsewhere")
                    .end();
        } else if (request.path().endsWith("/tunnel")) {
            RawConnection.of(request).onSuccess(PocketHubTest::echo);
        } else if (request.path().equals("/apis")) {
            request.response()
                    .end(
                            "{\"items\":[{\"metadata\":{\"name\":\"cluster.core.oam.dev\"},\"versions\":[{\"version\":\"v1alpha1\"}]}]}");
        } else if (request.path().endsWith("/denied")) {
            request.response().setStatusCode(403).end("no exec for you");
        } else {
            request.body().onSuccess(body -> request.response().end("got " + body));
        }
    }

    private static void echo(NetSocket socket) {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\nearly ");
        socket.pipeTo(socket);
    }

    @Test
    void forwardsWithTheFrontProxysIdentityAndStripsTheCallersClaims() {
        Caller.Answer answer = alice.call(
                HttpMethod.POST,
                PROXY + "/x",
                "a body",
                "X-Remote-User",
                "root",
                "X-Remote-Extra-Y",
                "z",
                "Audit-Id",
                "id-1");

        assertThat(answer.body()).isEqualTo("got a body");
        SeenRequest seen = recorder.requests().get(0);
        assertThat(seen.clientName()).isEqualTo(PocketHub.FRONT_PROXY);
        assertThat(seen.http2()).isTrue();
        assertThat(seen.header("X-Remote-User")).containsExactly("alice");
        assertThat(seen.header("X-Remote-Uid")).containsExactly("u-7");
        assertThat(seen.header("X-Remote-Group")).containsExactly("dev", "system:authenticated");
        assertThat(seen.headerNames("X-Remote-Extra-")).containsExactly("x-remote-extra-scopes%2fteam");
        assertThat(seen.header("Authorization")).isEmpty();
        assertThat(seen.header("Audit-Id")).containsExactly("id-1");
        assertThat(seen.header("X-Forwarded-Proto")).containsExactly("https");
    }

    @Test
    void decodesThePathAndRewritesTheQueryAsTheReferenceDoes() {
        alice.get(PROXY + "/a%2Fb//c?z=1&bad=%zz&semi=a;b&a=x+y%20%2F&a=2");

        assertThat(recorder.requests().get(0).uri()).isEqualTo(PROXY + "/a/b//c?a=x+y+%2F&a=2&z=1");
    }

    @Test
    void turnsRedirectsInto502() {
        Caller.Answer answer = alice.get(PROXY + "/moved");

        assertThat(answer.code()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("the backend attempted to redirect this request, which is not permitted");
    }

    @Test
    void addsTheGatewaysGroupsToItsDiscovery() {
        String accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

        assertThat(alice.get("/apis", "Accept", accept).body()).contains("cluster.core.oam.dev", "coordination.k8s.io");
        assertThat(alice.get("/apis").body()).contains("cluster.core.oam.dev/v1alpha1");
        assertThat(recorder.requests().get(0).header("X-Remote-User")).containsExactly("system:kube-aggregator");
    }

    @Test
    void answers503InPlainTextWhenTheGatewayIsDown() {
        hub.hub()
                .attach(new Backend(
                        "127.0.0.1", 1, CertificateAuthority.create("none").certificatePem()));

        Caller.Answer answer = alice.get(PROXY + "/x");

        assertThat(answer.code()).isEqualTo(503);
        assertThat(answer.headers().get("Content-Type")).startsWith("text/plain");
        String accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        assertThat(alice.get("/apis", "Accept", accept).body()).contains("Stale");
    }

    @Test
    void tunnelsPostUpgradesRawAndOverHttp1() throws Exception {
        String received = talk("POST " + PROXY + "/tunnel", "more", "early more");

        assertThat(received).startsWith("HTTP/1.1 101").endsWith("early more");
        SeenRequest seen = recorder.requests().get(0);
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.http2()).isFalse();
        assertThat(seen.header("Upgrade")).containsExactly("SPDY/3.1");
        assertThat(seen.header("X-Remote-User")).containsExactly("alice");
        assertThat(seen.header("Authorization")).isEmpty();
    }

    @Test
    void echoesRefusedUpgradesWhole() throws Exception {
        String received = talk("POST " + PROXY + "/denied", "", "no exec for you");

        assertThat(received).startsWith("HTTP/1.1 403").endsWith("no exec for you");
    }

    /** Sends an upgrade by hand, then {@code after}, and reads until {@code end} has come. */
    private String talk(String line, String after, String end) throws Exception {
        NetClientOptions options = new NetClientOptions();
        options.setSsl(true).setTrustOptions(Tls.trust(hub.server().authority().certificatePem()));
        options.setHostnameVerificationAlgorithm("HTTPS");
        Buffer received = Buffer.buffer();
        var done = Promise.<String>promise();
        // Held until the end: Vert.x closes a client that nobody holds, with its connections.
        NetClient client = vertx.createNetClient(options);
        Future<NetSocket> socket = client.connect(hub.server().port(), "127.0.0.1");
        socket.onSuccess(open -> {
            open.handler(bytes -> {
                received.appendBuffer(bytes);
                if (received.toString().startsWith("HTTP/1.1 101")
                        && received.toString().endsWith("early ")) {
                    open.write(after);
                }
                if (received.toString().endsWith(end)) {
                    done.tryComplete(received.toString());
                }
            });
            open.write(
                    line
                            + " HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer alices\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n");
        });
        try {
            return done.future().await(20, TimeUnit.SECONDS);
        } finally {
            client.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void publishesHowExtensionServersKnowItsFrontProxy() {
        var config = hub.server()
                .find("v1", "ConfigMap", "kube-system", "extension-apiserver-authentication")
                .orElseThrow();

        assertThat(config.at("/data/requestheader-allowed-names").asText()).isEqualTo("[\"front-proxy-client\"]");
        assertThat(config.at("/data/requestheader-client-ca-file").asText())
                .isEqualTo(hub.hub().frontProxyAuthority().certificatePem());
    }
}
