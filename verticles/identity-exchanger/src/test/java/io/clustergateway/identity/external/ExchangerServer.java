package io.clustergateway.identity.external;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A real HTTPS server that answers as a test says, remembers every question and holds it against the schema. */
final class ExchangerServer implements AutoCloseable {
    static final CertificateAuthority CA = CertificateAuthority.create("exchanger tests");

    private final HttpServer server;
    private final List<JsonObject> questions = new CopyOnWriteArrayList<>();
    private final List<AssertionError> complaints = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private volatile BiConsumer<HttpServerRequest, JsonObject> behaviour;

    private ExchangerServer(Vertx vertx, HttpServerOptions options) {
        behaviour =
                answering(question -> Sample.allowed(Sample.username(question).replace("ext-", "") + "@corp"));
        server = vertx.createHttpServer(options)
                .connectionHandler(this::opened)
                .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)));
    }

    static ExchangerServer start(Vertx vertx) {
        return start(vertx, CA.issueServer(List.of("127.0.0.1", "localhost")), ClientAuth.NONE, 0);
    }

    static ExchangerServer start(Vertx vertx, Issued certificate, ClientAuth clients, int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setSsl(true)
                .setClientAuth(clients)
                .setTrustOptions(CA.trustOptions())
                .setKeyCertOptions(certificate.keyCertOptions());
        ExchangerServer started = new ExchangerServer(vertx, options);
        started.server.listen().await();
        return started;
    }

    /** A right answer with this response. */
    void answers(UnaryOperator<JsonObject> response) {
        behaviour = answering(response);
    }

    /** Anything at all. */
    void behaves(BiConsumer<HttpServerRequest, JsonObject> how) {
        behaviour = how;
    }

    List<JsonObject> questions() {
        complaints.forEach(complaint -> {
            throw complaint;
        });
        return questions;
    }

    int connections() {
        return connections.get();
    }

    int open() {
        return open.get();
    }

    int port() {
        return server.actualPort();
    }

    String url() {
        return "https://127.0.0.1:%d/exchange?key=s3cret".formatted(port());
    }

    @Override
    public void close() {
        server.close().await();
        questions();
    }

    private void opened(HttpConnection connection) {
        connections.incrementAndGet();
        open.incrementAndGet();
        connection.closeHandler(closed -> open.decrementAndGet());
    }

    private void handle(HttpServerRequest request, Buffer body) {
        try {
            ReviewSchema.assertQuestion(body.toString());
        } catch (AssertionError e) {
            complaints.add(e);
        }
        JsonObject question = new JsonObject(body);
        questions.add(question);
        behaviour.accept(request, question);
    }

    private static BiConsumer<HttpServerRequest, JsonObject> answering(UnaryOperator<JsonObject> response) {
        return (request, question) -> request.response()
                .putHeader("content-type", "application/json")
                .end(Sample.answer(question, response.apply(question)).toBuffer());
    }
}
