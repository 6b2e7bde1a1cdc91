package io.clustergateway.health;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.members.MemberConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks one member how it is, over the connections requests take, with the credential they have. */
final class Probe {
    static final String READY = "/readyz";
    static final String LEGACY = "/healthz";
    private static final long CANCEL = 8;

    /** kube-apiserver's verbose page has a few KiB. */
    private static final long MOST_READ = 64 << 10;

    private final Cluster cluster;
    private final MemberConnection connection;
    private final Consumer<HttpConnection> seen;

    /** {@code seen} is shown the connection that answered. */
    Probe(Cluster cluster, MemberConnection connection, Consumer<HttpConnection> seen) {
        this.cluster = cluster;
        this.connection = connection;
        this.seen = seen;
    }

    /**
     * Probes once. A member older than {@code /readyz}, or one that shows it to nobody, is asked for {@code /healthz}.
     *
     * @param limit for all of it
     * @return never fails
     */
    Future<Finding> run(Duration limit) {
        MemberConnection.Lease lease = connection.lease(() -> {});
        Sent sent = new Sent();
        return ask(READY, sent)
                .compose(code -> code == 404 || code == 403
                        ? ask(LEGACY, sent).map(older -> Diagnosis.of(older, LEGACY))
                        : Future.succeededFuture(Diagnosis.of(code, READY)))
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(Diagnosis::of)
                .onComplete(done -> {
                    sent.end();
                    lease.release();
                });
    }

    private Future<Integer> ask(String path, Sent sent) {
        return connection.request().compose(request -> {
            // Its future tells of a loss too; unheard here, Vert.x logs it as an error.
            request.exceptionHandler(lost -> {});
            sent.hold(request);
            request.setMethod(HttpMethod.GET).setURI(cluster.endpoint().pathPrefix() + path);
            connection.authorization().ifPresent(value -> request.putHeader(HttpHeaders.AUTHORIZATION, value));
            request.putHeader(HttpHeaders.USER_AGENT, "cluster-gateway/health-prober");
            return request.send().compose(response -> read(request, response)).onSuccess(code -> sent.answered());
        });
    }

    /** The code is the answer: a member that says more than it needs is not listened to, for it would keep the event loop busy. */
    private Future<Integer> read(HttpClientRequest request, HttpClientResponse response) {
        seen.accept(request.connection());
        Promise<Integer> code = Promise.promise();
        long[] came = {0};
        response.handler(chunk -> {
            came[0] += chunk.length();
            if (came[0] > MOST_READ) {
                code.tryComplete(response.statusCode());
                request.reset(CANCEL);
            }
        });
        response.end()
                .onSuccess(whole -> code.tryComplete(response.statusCode()))
                .onFailure(code::tryFail);
        return code.future();
    }

    /** The request on its way, so that one that is late is given up at the member as well. */
    private static final class Sent {
        private Runnable cancel = () -> {};
        private boolean over;

        void hold(HttpClientRequest request) {
            cancel = () -> request.reset(CANCEL);
            if (over) {
                cancel.run();
            }
        }

        void answered() {
            cancel = () -> {};
        }

        void end() {
            over = true;
            cancel.run();
        }
    }
}
