package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Follows a member's redirects where that is safe, because the hub turns any 3xx into a 502 (CVE-2022-3172): GET and HEAD,
 * to an endpoint of the same member, inside the endpoint's path, three times at most. A pod behind a member's proxy says of itself
 * where to go on, and what was reviewed, and who its caller is there, holds for what was asked for only.
 */
final class Redirects implements ProxyInterceptor {
    private static final int MOST = 3;
    private static final int HTTPS = 443;

    private final Function<ProxyContext, Exchange> exchanges;

    Redirects(Function<ProxyContext, Exchange> exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        return follow(context, MOST);
    }

    private Future<ProxyResponse> follow(ProxyContext context, int left) {
        return context.sendRequest().compose(answer -> {
            int code = answer.getStatusCode();
            if (code < 200) {
                answer.proxiedResponse().request().reset();
                return Future.failedFuture(MemberFailures.notUnderstood(
                        admitted(context).cluster().name(), "an interim answer in place of an answer"));
            }
            if (code < 300 || code > 399 || code == 304) {
                return Future.succeededFuture(answer);
            }
            String location =
                    Optional.ofNullable(answer.headers().get("location")).orElse("");
            answer.proxiedResponse().resume();
            return left == 0 ? refuse(context, "more than %d in a row".formatted(MOST)) : next(context, location, left);
        });
    }

    private Future<ProxyResponse> next(ProxyContext context, String location, int left) {
        HttpMethod method = context.request().getMethod();
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            return refuse(context, "to a request that may change something");
        }
        Admitted admitted = admitted(context);
        Optional<String> target = admitted.cluster().endpoints().stream()
                .map(endpoint -> target(endpoint, context.request().getURI(), location)
                        .filter(to -> isReviewed(
                                method,
                                admitted,
                                to.substring(endpoint.pathPrefix().length()))))
                .flatMap(Optional::stream)
                .findFirst();
        if (target.isEmpty()) {
            return refuse(context, "to somewhere else");
        }
        context.request().setURI(target.get());
        context.request().setBody(null);
        return follow(context, left - 1);
    }

    /** Path and query on the same member, empty when the redirect leaves it. */
    static Optional<String> target(Endpoint endpoint, String from, String location) {
        try {
            URI to = new URI("https://" + endpoint.authority() + from).resolve(new URI(location));
            boolean isSame = !location.isEmpty()
                    && "https".equalsIgnoreCase(to.getScheme())
                    && to.getRawUserInfo() == null
                    && sameHost(endpoint, to)
                    && to.getRawPath().startsWith(endpoint.pathPrefix() + "/");
            String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
            return isSame ? Optional.of(to.getRawPath() + query) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean sameHost(Endpoint endpoint, URI to) {
        int port = to.getPort() < 0 ? HTTPS : to.getPort();
        String host = to.getHost() == null ? "" : to.getHost();
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return endpoint.port() == port && endpoint.host().equalsIgnoreCase(plain);
    }

    /** An API server sends nobody from one resource to another; its documents it may move. */
    private static boolean isReviewed(HttpMethod method, Admitted admitted, String to) {
        try {
            Attributes asked = RequestInfo.of(method, admitted.pathAndQuery());
            Attributes next = RequestInfo.of(method, to);
            boolean isDocument = asked instanceof Attributes.NonResource && next instanceof Attributes.NonResource;
            return isDocument || next.equals(asked);
        } catch (Failure ambiguous) {
            return false;
        }
    }

    private Future<ProxyResponse> refuse(ProxyContext context, String reason) {
        Failure failure = MemberFailures.redirected(admitted(context).cluster().name(), reason);
        return Future.failedFuture(failure);
    }

    private Admitted admitted(ProxyContext context) {
        return exchanges.apply(context).admission().orElseThrow();
    }
}
