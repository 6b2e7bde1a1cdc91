package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The clients of one version of one member. Whoever sends through it holds a {@link Lease} until its last byte, so that
 * a retired version closes when what is in flight has finished, and a deleted one ends it at once.
 */
public final class MemberConnection {
    private final Cluster cluster;
    private final Routes routes;
    private final Set<Lease> leases = new HashSet<>();
    private boolean retired;
    private long idleSince = System.nanoTime();

    MemberConnection(Vertx vertx, Cluster cluster, Duration connectTimeout, Dials dials, MemberSettings.Pool pool) {
        this.cluster = cluster;
        this.routes = new Routes(vertx, cluster, connectTimeout, dials, pool);
    }

    /** One use of the member's connections. */
    public final class Lease {
        private final Runnable onDrop;

        private Lease(Runnable onDrop) {
            this.onDrop = onDrop;
        }

        /** Gives it back; further calls do nothing. */
        public void release() {
            if (leases.remove(this)) {
                idleSince = System.nanoTime();
                closeWhenDone();
            }
        }
    }

    /**
     * Announces a use.
     *
     * @param onDrop called once when the member was deleted: the use must end now
     */
    public Lease lease(Runnable onDrop) {
        Lease lease = new Lease(onDrop);
        leases.add(lease);
        return lease;
    }

    /** Value of the Authorization header, empty when the credential is a certificate alone. */
    public Optional<String> authorization() {
        return cluster.credential().bearerToken().map(bearer -> "Bearer " + bearer.token());
    }

    /**
     * A request on a pooled connection to the endpoint that comes first in health, HTTP/2 where the member offers it; method
     * and URI are to be set.
     */
    public Future<HttpClientRequest> request() {
        return request(Set.of()).map(Asked::request);
    }

    /**
     * The same for a request that is asked again.
     *
     * @param last endpoints that come behind the others this time, whatever their health
     */
    public Future<Asked> request(Set<Endpoint> last) {
        return routes.first(
                last,
                route -> route.request()
                        .map(request -> new Asked(
                                request, route.endpoint(), cluster.endpoints().size())));
    }

    /** A TLS connection of its own, HTTP/1.1 and never pooled, to the endpoint that comes first in health. */
    public Future<Upgradable> connect() {
        return routes.first(Set.of(), Route::connect);
    }

    /**
     * A request on a pooled connection.
     *
     * @param endpoint the one of the member's that it leads to
     * @param endpoints how many the member has
     */
    public record Asked(HttpClientRequest request, Endpoint endpoint, int endpoints) {
        /** Whether the member has said by an HTTP/2 GOAWAY that it did not begin with this request, nor will. */
        public boolean isLeftOut() {
            return GoneAway.leavesOut(request);
        }
    }

    /**
     * A connection for an upgrade.
     *
     * @param endpoint the one of the member's that it leads to
     */
    public record Upgradable(NetSocket socket, Endpoint endpoint) {}

    String key() {
        return cluster.connectionKey();
    }

    String name() {
        return cluster.name();
    }

    String uid() {
        return cluster.uid();
    }

    /** Takes no new use; closes when the last one ends. */
    void retire() {
        retired = true;
        routes.retire();
        closeWhenDone();
    }

    /** Closes after its first use: a version that was replaced while a request for it was being admitted. */
    void retireAfterUse() {
        retired = true;
        routes.retire();
    }

    /** Ends every use and closes. */
    Future<Void> drop() {
        retired = true;
        Set<Lease> open = Set.copyOf(leases);
        leases.clear();
        open.forEach(lease -> lease.onDrop.run());
        return close();
    }

    boolean isSpent() {
        return retired && leases.isEmpty();
    }

    boolean isIdleFor(Duration time) {
        return leases.isEmpty() && System.nanoTime() - idleSince > time.toNanos();
    }

    private void closeWhenDone() {
        if (isSpent()) {
            close();
        }
    }

    private Future<Void> close() {
        return routes.close();
    }
}
