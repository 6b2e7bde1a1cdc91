package io.clustergateway.identity.external;

import io.clustergateway.kernel.TimeLimit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One question on its way: sent again only while nothing of it was, ended at the latest when its time is up. */
final class Post {
    private static final int RETRIES = 2;
    private static final long PAUSE_MILLIS = 100;
    private static final int OK = 200;

    private final Vertx vertx;
    private final Connector connector;
    private final Target target;
    private final Buffer body;
    private boolean ended;
    private @Nullable HttpClientRequest request;

    Post(Vertx vertx, Connector connector, Target target, Buffer body) {
        this.vertx = vertx;
        this.connector = connector;
        this.target = target;
        this.body = body;
    }

    /** The body of a 200; fails with a {@link Fault}. */
    Future<Buffer> send(Duration limit) {
        return TimeLimit.of(vertx, limit, attempt(0, limit), Fault::timeout).onComplete(done -> end(done.failed()));
    }

    private Future<Buffer> attempt(int earlier, Duration limit) {
        return connector
                .client()
                .compose(client -> client.use(http -> connect(http, limit).compose(this::exchange)))
                .recover(error -> again(error, earlier, limit));
    }

    private Future<HttpClientRequest> connect(HttpClient http, Duration limit) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(target.address())
                .setHost(target.host())
                .setPort(target.authority().port())
                .setURI(target.uri())
                .setConnectTimeout(Math.max(1, limit.toMillis()));
        return http.request(options)
                .map(fresh -> fresh.authority(target.authority()))
                .recover(error -> Future.failedFuture(Fault.connecting(error, limit)));
    }

    private Future<Buffer> exchange(HttpClientRequest connected) {
        request = connected;
        if (ended) {
            connected.reset();
            return Future.failedFuture(Fault.timeout(Duration.ZERO));
        }
        return connected
                .putHeader("content-type", "application/json")
                .putHeader("accept", "application/json")
                .putHeader("user-agent", "cluster-gateway")
                .send(body)
                .compose(Post::read)
                .recover(error -> Future.failedFuture(error instanceof Fault ? error : Fault.cut(error)));
    }

    private static Future<Buffer> read(HttpClientResponse response) {
        response.exceptionHandler(lost -> {}); // unheard, Vert.x logs our own reset as an error
        return response.statusCode() == OK
                ? BoundedBody.read(response)
                : Future.failedFuture(Fault.status(response.statusCode()));
    }

    private Future<Buffer> again(Throwable error, int earlier, Duration limit) {
        if (!(error instanceof Fault fault) || earlier >= RETRIES || ended) {
            return Future.failedFuture(error);
        }
        return isWorthAnother(fault, earlier)
                .compose(worth -> worth && !ended ? attempt(earlier + 1, limit) : Future.failedFuture(fault));
    }

    private Future<Boolean> isWorthAnother(Fault fault, int earlier) {
        if (!fault.brokeConnection()) {
            return Future.succeededFuture(false);
        }
        Future<Boolean> changed = connector.look().otherwise(false);
        if (fault.mayPass()) {
            return changed.compose(looked -> vertx.timer(PAUSE_MILLIS << earlier, TimeUnit.MILLISECONDS))
                    .map(true)
                    .otherwise(false); // timers are cancelled when Vert.x ends
        }
        return changed.map(files -> files && fault.isDistrust());
    }

    private void end(boolean failed) {
        ended = true;
        HttpClientRequest last = request;
        if (failed && last != null) {
            last.reset();
        }
    }
}
