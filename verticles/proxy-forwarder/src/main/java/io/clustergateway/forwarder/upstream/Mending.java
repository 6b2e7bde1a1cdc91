package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every mend of vertx-http-proxy 5.0.10 that works on a request or an answer as a whole; outermost, so that no failure
 * gets past it. Each has its reason in docs/decisions/0001-mending-http-proxy.md and a test.
 */
final class Mending implements ProxyInterceptor {
    private static final Logger log = LoggerFactory.getLogger(Mending.class);
    private static final Set<HttpMethod> BODILESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Vertx vertx;
    private final Users users;
    private final Function<ProxyContext, Exchange> exchanges;

    Mending(Vertx vertx, Users users, Function<ProxyContext, Exchange> exchanges) {
        this.vertx = vertx;
        this.users = users;
        this.exchanges = exchanges;
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        frame(context);
        return context.sendRequest().map(Mending::stripped).recover(thrown -> {
            Exchange exchange = exchanges.apply(context);
            exchange.refuse(failure(thrown, exchange));
            return Future.succeededFuture(context.request().response());
        });
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        Exchange exchange = exchanges.apply(context);
        if (exchange.isOver()) {
            return Future.succeededFuture();
        }
        if (exchange.refusal().isPresent()) {
            exchange.answerRefusal(exchange.refusal().get());
            return Future.succeededFuture();
        }
        mendAnswer(context.response(), exchange);
        return context.response().getBody() == null
                ? exchange.ending(context.response().getStatusCode()).compose(told -> context.sendResponse())
                : context.sendResponse();
    }

    /** HTTP/2 has no transfer-encoding, and http-proxy drops the body of a request that has neither it nor a length. */
    private static void frame(ProxyContext context) {
        HttpServerRequest in = context.request().proxiedRequest();
        if (in.headers().contains("content-length") || in.headers().contains("transfer-encoding")) {
            return;
        }
        if (in.version() != HttpVersion.HTTP_2 || BODILESS.contains(in.method())) {
            context.request().setBody(null);
        } else {
            in.headers().set("transfer-encoding", "chunked");
        }
    }

    private static ProxyResponse stripped(ProxyResponse answer) {
        HopByHop.strip(answer.headers());
        Origins.close(answer.headers());
        return answer;
    }

    private void mendAnswer(ProxyResponse answer, Exchange exchange) {
        HttpClientResponse received = answer.proxiedResponse();
        exchange.setAside().restore(answer, exchange);
        // A reason phrase makes a new status object, and the server compares with its own 304 by identity.
        answer.setStatusMessage(null);
        if (!answer.headers().contains("cache-control")) {
            answer.putHeader("cache-control", "no-cache, private");
        }
        exchange.response().headers().remove("audit-id");
        exchange.admission().ifPresent(a -> answer.putHeader("audit-id", a.auditId()));
        Body body = answer.getBody();
        if (isBodiless(answer.getStatusCode(), exchange) && body.length() < 0) {
            received.resume();
            answer.setBody(null);
        } else {
            ClientStall stall = new ClientStall(vertx, exchange);
            exchange.whenOver(stall::end);
            answer.setBody(Body.body(new AnswerBody(received, exchange, stall), body.length(), body.mediaType()));
        }
    }

    private static boolean isBodiless(int code, Exchange exchange) {
        return code == 204 || code == 304 || exchange.in().method() == HttpMethod.HEAD;
    }

    private Failure failure(Throwable thrown, Exchange exchange) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (exchange.admission().isPresent() && MemberFailures.isOfConnection(thrown)) {
            String member = exchange.admission().get().cluster().name();
            String caller = exchange.admission().get().caller();
            exchange.tries().connection().ifPresent(ended -> exchange.lost(users.lostAlone(ended, caller)));
            return MemberFailures.answering(thrown, member, exchange.in().method());
        }
        log.error("proxying failed", thrown);
        return Failure.internal(Hop.GATEWAY);
    }
}
