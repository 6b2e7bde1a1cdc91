package io.clustergateway.forwarder.upstream;

import static java.util.Objects.requireNonNull;

import io.clustergateway.forwarder.wire.Responses;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.members.MemberConnections;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the members of one listener instance; used on its context only. */
public final class Upstream {
    private static final Logger log = LoggerFactory.getLogger(Upstream.class);
    private static final String EXCHANGE = "exchange";

    private final Vertx vertx;
    private final MemberConnections connections;
    private final Admission admission;
    private final Progress outcomes;
    private final HttpClient unused;
    private final Router router;
    private final Tunnels tunnels;
    private final Map<HttpServerResponse, Exchange> open = new IdentityHashMap<>();
    private final Promise<Void> drained = Promise.promise();
    private ClusterTable table = ClusterTable.EMPTY;
    private boolean draining;

    /** Makes no connection yet. {@code outcomes} hears once of every request. */
    public Upstream(
            Vertx vertx,
            MemberConnections connections,
            Admission admission,
            UpstreamSettings settings,
            Progress outcomes) {
        this.vertx = vertx;
        this.connections = connections;
        this.admission = admission;
        this.outcomes = outcomes;
        HeaderPolicy policy = new HeaderPolicy(settings.userAgent());
        this.unused = vertx.createHttpClient();
        this.tunnels = new Tunnels(vertx, connections, admission, policy, settings.headTimeout());
        this.router = Router.router(vertx);
        router.route()
                .handler(ProxyHandler.create(proxy(policy, settings)))
                .failureHandler(broken -> Responses.fail(broken.request(), Failure.internal(Hop.GATEWAY)));
    }

    private HttpProxy proxy(HeaderPolicy policy, UpstreamSettings settings) {
        Users users = new Users();
        return HttpProxy.reverseProxy(unused)
                .origin(new MemberOrigin(vertx, connections, users, policy, settings.headTimeout(), this::exchange))
                .addInterceptor(new Mending(vertx, users, this::exchange))
                .addInterceptor(new Asking(this::exchange))
                .addInterceptor(new Redirects(this::exchange))
                .addInterceptor(new AskingAgain(vertx, settings.headTimeout(), this::exchange));
    }

    /** Serves an ordinary request, HTTP/1.1 or HTTP/2, to its end. */
    public void proxy(HttpServerRequest request) {
        request.pause();
        Exchange exchange = begin(request);
        List<String> codings = HopByHop.tokens(request.headers().getAll("transfer-encoding"));
        if (codings.isEmpty() || codings.equals(List.of("chunked"))) {
            normalise(request, codings);
            admission.admit(request).onComplete(decision -> {
                if (decision.succeeded()) {
                    admitted(exchange, decision.result());
                } else {
                    refused(exchange, decision.cause());
                }
            });
        } else {
            exchange.answerRefusal(Failure.badRequest("transfer-encoding: %s (expected: chunked)".formatted(codings)));
        }
    }

    /** A client that left meanwhile gets nothing sent in its name. */
    private void admitted(Exchange exchange, Admitted admitted) {
        exchange.admit(admitted);
        if (!exchange.isOver()) {
            proceed(exchange.in());
            router.handle(exchange.in());
        }
    }

    /** Before the proxy has anything to do with it, so that those who ask too much cost little. */
    private static void refused(Exchange exchange, Throwable thrown) {
        if (exchange.isOver()) {
            return;
        }
        if (thrown instanceof Failure refusal) {
            exchange.answerRefusal(refusal);
        } else {
            log.error("admission failed", thrown);
            exchange.answerRefusal(Failure.internal(Hop.GATEWAY));
        }
    }

    private static void proceed(HttpServerRequest in) {
        if ("100-continue".equalsIgnoreCase(in.getHeader("expect"))) {
            in.response().writeContinue();
        }
    }

    /** Serves a request that carries an Upgrade header, to the end of the tunnel. */
    public void tunnel(HttpServerRequest request) {
        tunnels.open(begin(request));
    }

    /** Closes what belongs to members that left or were switched off, at once, and retires what belongs to replaced credentials. */
    public void follow(ClusterTable table) {
        this.table = table;
        connections.follow(table);
    }

    /** Lets streams and tunnels end by themselves for {@code grace}, then ends them. Call it when no more requests come. */
    public Future<Void> shutdown(Duration grace) {
        draining = true;
        if (open.isEmpty()) {
            drained.tryComplete();
        }
        long end = vertx.setTimer(Math.max(1, grace.toMillis()), late -> drained.tryComplete());
        return drained.future().compose(done -> {
            vertx.cancelTimer(end);
            return Future.join(connections.close(), unused.close()).mapEmpty();
        });
    }

    /** Requests and tunnels that have not ended. */
    public int inFlight() {
        return open.size();
    }

    private Exchange begin(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, cluster -> Absence.of(cluster, table), outcomes, this::ended);
        open.put(request.response(), exchange);
        return exchange;
    }

    private void ended(Exchange exchange) {
        open.remove(exchange.response());
        outcomes.handle(exchange.outcome());
        if (draining && open.isEmpty()) {
            drained.tryComplete();
        }
    }

    private Exchange exchange(ProxyContext context) {
        HttpServerRequest request = context.request().proxiedRequest();
        Exchange known = context.get(EXCHANGE, Exchange.class);
        if (known != null) {
            return known;
        }
        Exchange exchange = requireNonNull(open.get(request.response()), "exchange");
        context.set(EXCHANGE, exchange);
        return exchange;
    }

    private static void normalise(HttpServerRequest request, List<String> codings) {
        if (!codings.isEmpty()) {
            request.headers().set("transfer-encoding", codings.get(0));
        }
    }
}
