package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A client of each version of HTTP, to ask a front of the same Vert.x. Must be a field of the instance. */
final class Clients implements AfterEachCallback {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient h1 = client(HttpVersion.HTTP_1_1);
    private final HttpClient h2 = client(HttpVersion.HTTP_2);

    /** An answer read whole. */
    record Reply(HttpClientResponse head, String body) {}

    Vertx vertx() {
        return vertx;
    }

    Reply reply(HttpVersion version, Front front, HttpMethod method, String target, Buffer body) {
        return get(asked(version, front, method, target, request -> request.send(body)));
    }

    String body(HttpVersion version, Front front, HttpMethod method, String target) {
        return reply(version, front, method, target, Buffer.buffer()).body();
    }

    HttpClientRequest request(HttpVersion version, Front front, HttpMethod method, String target) {
        return get(begin(version, front, method, target));
    }

    /** On an event loop, because elsewhere a body can pass before anybody listens. */
    Future<Reply> asked(
            HttpVersion version,
            Front front,
            HttpMethod method,
            String target,
            Function<HttpClientRequest, Future<HttpClientResponse>> send) {
        return Future.future(promise -> vertx.runOnContext(v -> begin(version, front, method, target)
                .compose(send)
                .compose(answer -> answer.body().map(bytes -> new Reply(answer, bytes.toString())))
                .onComplete(promise)));
    }

    Future<HttpClientRequest> begin(HttpVersion version, Front front, HttpMethod method, String target) {
        return (version == HttpVersion.HTTP_2 ? h2 : h1)
                .request(new RequestOptions()
                        .setMethod(method)
                        .setHost("127.0.0.1")
                        .setPort(front.port())
                        .setURI(target));
    }

    String refused(Front front, HttpVersion version, HttpMethod method, int code, String cause, String retryAfter) {
        return refused(front, version, method, "/x", code, cause, retryAfter);
    }

    String refused(
            Front front, HttpVersion version, HttpMethod method, String path, int code, String cause, String retry) {
        Buffer sent = method == HttpMethod.POST || method == HttpMethod.PATCH ? Buffer.buffer("body") : Buffer.buffer();
        Reply reply = reply(version, front, method, path, sent);
        assertThat(reply.body()).contains("\"kind\":\"Status\"", cause);
        assertThat(reply.head().statusCode()).as(reply.body()).isEqualTo(code);
        assertThat(reply.head().getHeader("retry-after")).isEqualTo(retry);
        assertThat(reply.head().getHeader("audit-id")).isEqualTo("audit-1");
        return reply.body();
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(15, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no answer within 15 s", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        get(Future.join(h1.close(), h2.close()).eventually(vertx::close));
    }

    private HttpClient client(HttpVersion version) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setUseAlpn(true)
                        .setProtocolVersion(version),
                new PoolOptions().setHttp1MaxSize(50));
    }
}
