package io.clustergateway.bench.members;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/** A member that lists no pods: in a process of its own, so that what it costs is not what the measuring one costs. */
public final class Member {
    private Member() {}

    /** Arguments: path of certificate and key without their endings, a port, and milliseconds until each answer. */
    public static void main(String... arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        long delay = Long.parseLong(arguments[2]);
        server(
                vertx,
                Files.readString(Path.of(arguments[0] + ".crt")),
                Files.readString(Path.of(arguments[0] + ".key")),
                Integer.parseInt(arguments[1]),
                delay == 0 ? Member::answer : request -> vertx.setTimer(delay, id -> answer(request)));
    }

    /** One within this process; returns its port. */
    static int server(Vertx vertx, Issued serving, Handler<HttpServerRequest> answer) {
        return server(vertx, serving.certificatePem(), serving.keyPem(), 0, answer);
    }

    static void answer(HttpServerRequest request) {
        if (!request.response().closed()) {
            request.response().putHeader("content-type", "application/json").end("{\"kind\":\"PodList\",\"items\":[]}");
        }
    }

    private static int server(
            Vertx vertx, String certificate, String key, int port, Handler<HttpServerRequest> answer) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        // As of kube-apiserver, which ends no connection for streams that were reset.
                        .setHttp2RstFloodMaxRstFramePerWindow(Integer.MAX_VALUE)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate))
                                .addKeyValue(Buffer.buffer(key))))
                .requestHandler(request -> {
                    // Unheard, Vert.x logs each request that its caller gave up as an error.
                    request.exceptionHandler(gone -> {});
                    answer.handle(request);
                })
                .listen(port, "127.0.0.1")
                .await()
                .actualPort();
    }
}
