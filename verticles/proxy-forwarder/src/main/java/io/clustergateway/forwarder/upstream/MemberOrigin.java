package io.clustergateway.forwarder.upstream;

import io.clustergateway.members.MemberConnection;
import io.clustergateway.members.MemberConnection.Asked;
import io.clustergateway.members.MemberConnections;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The last step before the copy to the wire, after every interceptor: picks the member's connection and replaces the
 * request's headers by those of the {@link HeaderPolicy}.
 */
final class MemberOrigin implements OriginRequestProvider {
    private final Vertx vertx;
    private final MemberConnections connections;
    private final Users users;
    private final HeaderPolicy policy;
    private final Duration headTimeout;
    private final Function<ProxyContext, Exchange> exchanges;

    MemberOrigin(
            Vertx vertx,
            MemberConnections connections,
            Users users,
            HeaderPolicy policy,
            Duration headTimeout,
            Function<ProxyContext, Exchange> exchanges) {
        this.vertx = vertx;
        this.connections = connections;
        this.users = users;
        this.policy = policy;
        this.headTimeout = headTimeout;
        this.exchanges = exchanges;
    }

    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        Exchange exchange = exchanges.apply(context);
        Admitted admitted = exchange.admission().orElseThrow();
        Optional<MemberConnection> connection = connections.of(admitted.cluster());
        if (connection.isEmpty()) {
            return Future.failedFuture(exchange.absence());
        }
        MultiMap headers = policy.outgoing(
                exchange.in().headers(), admitted, connection.get().authorization());
        exchange.asking(headers);
        context.request().headers().clear().addAll(headers);
        exchange.hold(connection.get());
        Future<Asked> coming = connection.get().request(exchange.tries().lost());
        return Waiting.of(exchange, coming, MemberOrigin::giveBack)
                .recover(cause -> Future.failedFuture(MemberFailures.connecting(
                        cause, admitted.cluster().name(), exchange.in().method())))
                .compose(asked -> ready(context, exchange, asked));
    }

    private static void giveBack(Asked late) {
        // Unheard, Vert.x logs the reset as an error.
        late.request().exceptionHandler(reset -> {}).reset();
    }

    private Future<HttpClientRequest> ready(ProxyContext context, Exchange exchange, Asked asked) {
        HttpClientRequest request = asked.request();
        users.sent(request.connection(), exchange.admission().orElseThrow().caller());
        exchange.sending(asked);
        exchange.connected();
        // The response's future tells of it too; unheard here, Vert.x logs it as an error.
        request.exceptionHandler(lost -> {});
        if (exchange.isOver()) {
            return Future.failedFuture(Outcome.clientLeft());
        }
        limitTimeToHead(exchange, request);
        request.response().onSuccess(answer -> {
            exchange.answered();
            exchange.setAside(SetAside.from(answer.headers()));
        });
        HttpServerRequest in = exchange.in();
        if (context.request().getBody() == null && !in.isEnded()) {
            in.resume();
        }
        return Future.succeededFuture(request);
    }

    /** Counted from the last byte of the upload, so that a long one is no slow member. */
    private void limitTimeToHead(Exchange exchange, HttpClientRequest request) {
        long[] timer = {-1, 0};
        Runnable late = () -> {
            exchange.refuse(MemberFailures.tooSlow(
                    exchange.admission().orElseThrow().cluster().name(), headTimeout.toSeconds()));
            request.reset();
        };
        timer[0] = vertx.setTimer(
                Math.max(1, exchange.tries().left(headTimeout).toMillis()), id -> expire(exchange, timer, late));
        request.response().onComplete(answered -> vertx.cancelTimer(timer[0]));
    }

    private static boolean isTrickle(Exchange exchange, long came) {
        boolean isLimited = !exchange.admission().orElseThrow().stall().isZero();
        return isLimited && !exchange.in().isEnded() && came > 0 && came < ClientStall.LEAST_BYTES;
    }

    private void expire(Exchange exchange, long[] timer, Runnable late) {
        long read = exchange.in().bytesRead();
        if (isTrickle(exchange, read - timer[1])) {
            exchange.stalled(ClientStall.upload(headTimeout));
        } else if (read > timer[1]) {
            timer[1] = read;
            timer[0] = vertx.setTimer(headTimeout.toMillis(), id -> expire(exchange, timer, late));
        } else {
            late.run();
        }
    }
}
