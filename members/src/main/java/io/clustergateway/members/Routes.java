package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.members.dial.ProxyWay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The endpoints of a member in the order of their health: those whose last connection failed come behind the others for a
 * while, otherwise the Secret's order holds. Only the making of a connection is tried again, at the next endpoint: by then
 * nothing has been sent.
 */
final class Routes {
    private static final long SET_BACK_NANOS = Duration.ofSeconds(10).toNanos();

    private final Vertx vertx;
    private final Cluster cluster;
    private final Duration connectTimeout;
    private final Dials dials;
    private final MemberSettings.Pool pool;
    private final Optional<ProxyWay> proxy;
    private final Map<Endpoint, Route> made = new HashMap<>();
    private final Map<Endpoint, Long> failedAt = new HashMap<>();
    private boolean retired;
    private boolean closed;

    Routes(Vertx vertx, Cluster cluster, Duration connectTimeout, Dials dials, MemberSettings.Pool pool) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.connectTimeout = connectTimeout;
        this.dials = dials;
        this.pool = pool;
        this.proxy = dials.proxy(cluster);
    }

    /** What the first endpoint gives that gives anything; else the failure of the first one tried. */
    <T> Future<T> first(Set<Endpoint> last, Function<Route, Future<T>> use) {
        if (closed) {
            return Future.failedFuture(new IllegalStateException("the member's connections are closed"));
        }
        Iterator<Endpoint> order = order(last).iterator();
        Endpoint endpoint = order.next();
        return use.apply(route(endpoint))
                .onSuccess(got -> succeeded(endpoint))
                .recover(cause -> next(order, endpoint, use, cause, cause));
    }

    private <T> Future<T> next(
            Iterator<Endpoint> order,
            Endpoint failed,
            Function<Route, Future<T>> use,
            Throwable cause,
            Throwable first) {
        // A full pool is no sign of ill health, and the next endpoint is the same API server behind another address.
        if (cause instanceof ConnectionPoolTooBusyException || closed) {
            return Future.failedFuture(first);
        }
        failedAt.put(failed, System.nanoTime());
        if (!order.hasNext()) {
            return Future.failedFuture(first);
        }
        Endpoint endpoint = order.next();
        return use.apply(route(endpoint))
                .onSuccess(got -> succeeded(endpoint))
                .recover(again -> next(order, endpoint, use, again, first));
    }

    private void succeeded(Endpoint endpoint) {
        if (retired) {
            dials.settle(cluster);
        } else {
            dials.dialled(cluster);
        }
        if (!failedAt.isEmpty()) {
            failedAt.remove(endpoint);
        }
    }

    private List<Endpoint> order(Set<Endpoint> last) {
        if (failedAt.isEmpty() && last.isEmpty() || cluster.endpoints().size() == 1) {
            return cluster.endpoints();
        }
        long now = System.nanoTime();
        failedAt.values().removeIf(at -> now - at > SET_BACK_NANOS);
        List<Endpoint> order = new ArrayList<>(cluster.endpoints());
        order.sort(
                Comparator.comparing((Endpoint endpoint) -> failedAt.containsKey(endpoint) || last.contains(endpoint)));
        return order;
    }

    private SocketAddress address(Endpoint endpoint) {
        return dials.address(cluster, endpoint, proxy, refusal -> {
            if (!closed) {
                dials.refused(cluster, refusal);
            }
        });
    }

    private Route route(Endpoint endpoint) {
        return made.computeIfAbsent(
                endpoint, e -> new Route(vertx, cluster, e, address(e), connectTimeout, pool, dials));
    }

    /** Another version is in force: what was said of this one's dials holds no longer. */
    void retire() {
        retired = true;
        dials.settle(cluster);
    }

    Future<Void> close() {
        closed = true;
        dials.settle(cluster);
        return Future.join(made.values().stream().map(Route::close).toList()).mapEmpty();
    }
}
