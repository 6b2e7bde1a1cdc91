package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.CredulousClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** One who asks too much of a gateway, in a process of its own, until it is ended. */
public final class Attack {
    private static final int SOCKETS = 2_000;
    private static final int RESETS = 10_000;
    private static final int REQUESTS = 10_000;
    private static final long CANCEL = 8;

    private final Vertx vertx = Vertx.vertx();
    private final int port;

    private Attack(int port) {
        this.port = port;
    }

    /** Arguments: {@code slowloris}, {@code resets}, {@code reader} or {@code flood}, and the gateway's port. */
    public static void main(String... arguments) throws Exception {
        Attack attack = new Attack(Integer.parseInt(arguments[1]));
        switch (arguments[0]) {
            case "slowloris" -> attack.slowloris();
            case "resets" -> attack.resets();
            case "reader" -> attack.reader();
            case "flood" -> attack.flood();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Heads that never end, a byte a second; whoever is shut out comes again. */
    private void slowloris() {
        NetClient net = vertx.createNetClient(
                new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm(""));
        for (int i = 0; i < SOCKETS; i++) {
            vertx.setTimer(1 + i, id -> slowHead(net));
        }
    }

    private void slowHead(NetClient net) {
        net.connect(port, "127.0.0.1")
                .onSuccess(socket -> {
                    socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
                    long drip = vertx.setPeriodic(1_000, id -> socket.write("a"));
                    socket.closeHandler(gone -> {
                        vertx.cancelTimer(drip);
                        vertx.setTimer(1_000, id -> slowHead(net));
                    });
                })
                .onFailure(refused -> vertx.setTimer(1_000, id -> slowHead(net)));
    }

    /** So many requests are reset as soon as they are sent, on one connection; a second after the last, again. */
    private void resets() {
        HttpClient client = client(1);
        int[] left = {RESETS};
        for (int i = 0; i < RESETS; i++) {
            client.request(options("/api/v1/pods"))
                    .compose(request -> {
                        // Unheard, Vert.x logs each reset as an error.
                        request.exceptionHandler(reset -> {});
                        return request.sendHead().onComplete(sent -> request.reset(CANCEL));
                    })
                    .onComplete(done -> {
                        left[0]--;
                        if (left[0] == 0) {
                            client.close();
                            vertx.setTimer(1_000, id -> resets());
                        }
                    });
        }
    }

    /** Takes a byte a second of a list of 1 GiB; when cut, again. */
    private void reader() throws InterruptedException {
        while (true) {
            try (SSLSocket socket = CredulousClient.connect(port)) {
                String head = "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer flood-token\r\n\r\n"
                        .formatted(Beside.path("big"));
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                while (in.read() >= 0) {
                    TimeUnit.SECONDS.sleep(1);
                }
            } catch (IOException cut) {
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    /** So many requests at once; each that ends is followed by the next, as Retry-After says. */
    private void flood() {
        HttpClient client = client(20);
        for (int i = 0; i < REQUESTS; i++) {
            ask(client);
        }
    }

    private void ask(HttpClient client) {
        client.request(options("/held"))
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.body())
                .onComplete(done -> vertx.setTimer(1_000, id -> ask(client)));
    }

    private HttpClient client(int connections) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(port),
                new PoolOptions().setHttp2MaxSize(connections));
    }

    private static RequestOptions options(String path) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI("/apis/cluster.core.oam.dev/v1alpha1/clustergateways/healthy/proxy" + path)
                .addHeader("authorization", "Bearer flood-token");
    }
}
