package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.function.Function;

/** Asks the front door; a client that left meanwhile gets nothing sent in its name. */
final class Admitting implements ProxyInterceptor {
    private final Function<ProxyContext, Exchange> exchanges;
    private final Admission admission;

    Admitting(Function<ProxyContext, Exchange> exchanges, Admission admission) {
        this.exchanges = exchanges;
        this.admission = admission;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        Exchange exchange = exchanges.apply(context);
        return admission.admit(exchange.in()).compose(admitted -> {
            exchange.admit(admitted);
            if (exchange.isOver()) {
                return Future.failedFuture(clientLeft());
            }
            proceed(context.request().proxiedRequest());
            context.request().setURI(admitted.cluster().endpoint().pathPrefix() + admitted.pathAndQuery());
            return context.sendRequest();
        });
    }

    /** Nobody reads it; it only ends the chain. */
    static Failure clientLeft() {
        return Failure.of(Outcome.CLIENT_LEFT, "ClientClosedRequest", "the client left", Hop.REQUEST);
    }

    private static void proceed(HttpServerRequest in) {
        if ("100-continue".equalsIgnoreCase(in.getHeader("expect"))) {
            in.response().writeContinue();
        }
    }
}
