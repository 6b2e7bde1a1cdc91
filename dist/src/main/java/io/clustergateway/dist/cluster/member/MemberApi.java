package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.ops.Build;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberConnection;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.members.dial.AddressGuard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The member as the gateway will reach it: by the same reading of its Secret and over the same connections. */
public final class MemberApi implements MemberSide, AutoCloseable {
    private final Cluster cluster;
    private final Context context;
    private final MemberConnections connections;
    private final Duration limit;
    private volatile Optional<X509Certificate> serving = Optional.empty();

    /**
     * Makes no connection yet. Loopback may be dialled, because it is the operator's machine.
     *
     * @param limit for one request
     */
    public MemberApi(Vertx vertx, Cluster cluster, Duration limit) {
        this.cluster = cluster;
        this.limit = limit;
        this.context = vertx.getOrCreateContext();
        MemberSettings settings = new MemberSettings(new AddressGuard(List.of(), List.of(), true), Optional.empty());
        Duration connect = limit.compareTo(Duration.ofSeconds(5)) < 0 ? limit : Duration.ofSeconds(5);
        this.connections = on(() ->
                        Future.succeededFuture(new MemberConnections(vertx, connect, settings, new Readiness())))
                .await();
    }

    /** The certificate it showed last. */
    public Optional<X509Certificate> serving() {
        return serving;
    }

    @Override
    public JsonObject send(String method, String path, String contentType, Optional<JsonObject> body) {
        Answer answer;
        try {
            answer = on(() -> ask(method, path, contentType, body)).await();
        } catch (ServerFault fault) {
            throw fault;
        } catch (RuntimeException e) {
            throw ServerFault.of("the member", 0, "", Unreached.words(e));
        } catch (Exception e) {
            throw ServerFault.of("the member", 0, "", Unreached.words(e));
        }
        return answer.json();
    }

    @Override
    public void close() {
        on(connections::close).await();
    }

    private Future<Answer> ask(String method, String path, String contentType, Optional<JsonObject> body) {
        MemberConnection connection = connections.of(cluster).orElseThrow();
        MemberConnection.Lease lease = connection.lease(() -> {});
        return connection
                .request()
                .compose(request -> {
                    request.exceptionHandler(lost -> {});
                    request.setMethod(HttpMethod.valueOf(method))
                            .setURI(cluster.endpoint().pathPrefix() + path)
                            .putHeader(HttpHeaders.ACCEPT, "application/json")
                            .putHeader(HttpHeaders.USER_AGENT, "cluster-gateway/" + Build.CURRENT.version());
                    connection.authorization().ifPresent(value -> request.putHeader(HttpHeaders.AUTHORIZATION, value));
                    body.ifPresent(json -> request.putHeader(HttpHeaders.CONTENT_TYPE, contentType));
                    Future<HttpClientResponse> sent =
                            body.map(json -> request.send(json.toBuffer())).orElseGet(request::send);
                    return sent.compose(response -> read(request, response));
                })
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> lease.release());
    }

    private Future<Answer> read(HttpClientRequest request, HttpClientResponse response) {
        try {
            serving =
                    request.connection().peerCertificates().stream().findFirst().map(X509Certificate.class::cast);
        } catch (SSLPeerUnverifiedException e) {
            serving = Optional.empty();
        }
        return response.body().map(body -> new Answer(response.statusCode(), body));
    }

    private <T> Future<T> on(Work<T> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                work.run().onComplete(done);
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private interface Work<T> {
        Future<T> run();
    }

    private record Answer(int code, Buffer body) {
        JsonObject json() {
            JsonObject json;
            try {
                json = new JsonObject(body);
            } catch (DecodeException e) {
                json = new JsonObject();
            }
            if (code < 200 || code > 299) {
                throw ServerFault.of(
                        "the member",
                        code,
                        json.getString("reason", ""),
                        json.getString("message", "it answered %d without a Status".formatted(code)));
            }
            return json;
        }
    }
}
