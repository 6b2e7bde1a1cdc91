package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;

/** Upgrades through the aggregator: a fresh HTTP/1.1 connection each, then raw bytes both ways. */
final class UpgradeTunnel {

    private final Backend backend;
    private final NetClient client;

    UpgradeTunnel(Vertx vertx, Backend backend, Issued frontProxy) {
        this.backend = backend;
        NetClientOptions options = new NetClientOptions();
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(frontProxy.keyCertOptions())
                .setTrustOptions(Tls.trust(backend.authorityPem()));
        options.setApplicationLayerProtocols(List.of("http/1.1")).setHostnameVerificationAlgorithm("HTTPS");
        this.client = vertx.createNetClient(options);
    }

    void open(Exchange exchange, String target) {
        HttpServerRequest near = exchange.request();
        near.pause();
        Buffer head = head(exchange, target);
        client.connect(backend.port(), backend.host())
                .compose(far -> ask(far, head))
                .compose(answer -> join(near, answer))
                .onFailure(cause -> refuse(near, cause));
    }

    private Buffer head(Exchange exchange, String target) {
        Buffer head = Buffer.buffer(exchange.request().method() + " " + target + " HTTP/1.1\r\nHost: " + backend.host()
                + ":" + backend.port() + "\r\n");
        MultiMap headers = FrontProxyHeaders.of(exchange, true);
        headers.forEach(header -> head.appendString(header.getKey() + ": " + header.getValue() + "\r\n"));
        return head.appendString("\r\n");
    }

    private static Future<UpgradeAnswer> ask(NetSocket far, Buffer head) {
        Future<UpgradeAnswer> answer = UpgradeAnswer.read(far);
        return far.write(head).compose(written -> answer);
    }

    private static Future<Void> join(HttpServerRequest near, UpgradeAnswer answer) {
        if (answer.code() != 101 && answer.code() < 400) {
            answer.socket().close();
            return Future.failedFuture("invalid upgrade response: status code " + answer.code());
        }
        return RawConnection.of(near).compose(socket -> {
            socket.pause();
            socket.write(answer.received());
            return answer.code() == 101 ? pipe(socket, answer.socket()) : finish(socket, answer.socket());
        });
    }

    private static Future<Void> pipe(NetSocket near, NetSocket far) {
        near.closeHandler(closed -> far.close());
        far.closeHandler(closed -> near.close());
        near.pipeTo(far).onFailure(cut -> far.close());
        return far.pipeTo(near);
    }

    /** A refusal was read whole, so it is written and both ends are closed. */
    private static Future<Void> finish(NetSocket near, NetSocket far) {
        far.close();
        return near.end();
    }

    private static void refuse(HttpServerRequest near, Throwable cause) {
        if (!near.response().headWritten() && !near.response().closed()) {
            near.response()
                    .setStatusCode(503)
                    .putHeader("Content-Type", "text/plain")
                    .end(cause.getMessage() + "\n");
        }
    }

    void close() {
        client.close();
    }
}
