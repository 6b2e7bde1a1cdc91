package io.clustergateway.forwarder.upstream;

import io.vertx.core.Future;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.function.Function;

/** Asks the member for what was admitted. */
final class Asking implements ProxyInterceptor {
    private final Function<ProxyContext, Exchange> exchanges;

    Asking(Function<ProxyContext, Exchange> exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        Admitted admitted = exchanges.apply(context).admission().orElseThrow();
        context.request().setURI(admitted.cluster().endpoint().pathPrefix() + admitted.pathAndQuery());
        // What is thrown on the way, as for an identity that no header can carry, is a refusal like the others.
        return Future.succeededFuture(context).compose(ProxyContext::sendRequest);
    }
}
