package io.clustergateway.forwarder.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.time.Duration;
import java.util.function.Function;

/**
 * A connection that is kept may be closed by a member just as it is used, as by one that shuts down: what only reads is
 * asked again, as by Go's http.Transport, and so is what the member says it did not begin. Innermost, so that what looks
 * at the answer looks at that of the last try as well.
 */
final class AskingAgain implements ProxyInterceptor {
    private final Vertx vertx;
    private final Duration headTimeout;
    private final Function<ProxyContext, Exchange> exchanges;

    AskingAgain(Vertx vertx, Duration headTimeout, Function<ProxyContext, Exchange> exchanges) {
        this.vertx = vertx;
        this.headTimeout = headTimeout;
        this.exchanges = exchanges;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        return context.sendRequest().recover(lost -> again(context, lost));
    }

    private Future<ProxyResponse> again(ProxyContext context, Throwable lost) {
        Exchange exchange = exchanges.apply(context);
        boolean isOpen = !exchange.isOver() && exchange.refusal().isEmpty();
        if (!isOpen || !exchange.tries().mayGoOn(lost, exchange.in(), headTimeout)) {
            return Future.failedFuture(lost);
        }
        context.request().setBody(null);
        // A turn later: what is lost with the same connection is told one by one, and only then does the pool forget
        // it.
        Promise<Void> turn = Promise.promise();
        vertx.getOrCreateContext().runOnContext(next -> turn.complete());
        return turn.future().compose(next -> context.sendRequest()).recover(next -> again(context, next));
    }
}
