package io.clustergateway.dist.doctor;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberConnection;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The way requests take to one member, with the gateway's own code: dial guard, proxy or tunnel, TLS, credential. Blocks:
 * for plain threads.
 */
final class MemberLine implements AutoCloseable {
    private final Context context;
    private final Cluster cluster;
    private final Duration limit;
    private final MemberConnections connections;
    private final MemberConnection connection;

    MemberLine(Vertx vertx, Cluster cluster, MemberSettings settings, Duration limit) {
        this.context = vertx.getOrCreateContext();
        this.cluster = cluster;
        this.limit = limit;
        this.connections =
                on(() -> Future.succeededFuture(new MemberConnections(vertx, limit, settings, new Readiness())));
        this.connection =
                on(() -> Future.succeededFuture(connections.of(cluster).orElseThrow()));
    }

    /**
     * An answer of the member.
     *
     * @param took from the first byte sent on a connection that stands
     */
    record Reply(int code, String body, Duration took) {}

    /** Connects, verified as requests are. @throws Broken when there is none */
    Chain chain() {
        return on(() -> connection.connect().compose(upgradable -> {
            try {
                List<X509Certificate> shown = upgradable.socket().peerCertificates().stream()
                        .map(X509Certificate.class::cast)
                        .toList();
                return upgradable.socket().close().map(new Chain(shown));
            } catch (SSLPeerUnverifiedException e) {
                return Future.failedFuture(e);
            }
        }));
    }

    /** One request with the member's credential; {@code body} may be empty. @throws Broken without an answer */
    Reply ask(HttpMethod method, String path, String body) {
        return on(() -> connection.request().compose(request -> send(request, method, path, body)));
    }

    @Override
    public void close() {
        on(connections::close);
    }

    private Future<Reply> send(HttpClientRequest request, HttpMethod method, String path, String body) {
        request.exceptionHandler(lost -> {});
        request.setMethod(method).setURI(cluster.endpoint().pathPrefix() + path);
        connection.authorization().ifPresent(value -> request.putHeader(HttpHeaders.AUTHORIZATION, value));
        request.putHeader(HttpHeaders.USER_AGENT, "cluster-gateway/doctor")
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        if (!body.isEmpty()) {
            request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        long begin = System.nanoTime();
        return request.send(Buffer.buffer(body))
                .compose(response -> response.body()
                        .map(bytes -> new Reply(
                                response.statusCode(), bytes.toString(), Duration.ofNanos(System.nanoTime() - begin))));
    }

    private <T> T on(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(here -> {
            Future<T> result = work.get();
            result.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).onComplete(done);
        });
        // Futures throw their cause as it is, checked ones too; here they become one type.
        Future<T> settled = done.future().recover(cause -> Future.failedFuture(new Broken(cause)));
        return settled.await();
    }

    /** The connection broke; the cause says of what. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(Throwable cause) {
            super(null, cause, false, false);
        }
    }
}
