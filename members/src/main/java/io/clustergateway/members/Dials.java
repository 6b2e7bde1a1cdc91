package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.dial.AddressNotAllowed;
import io.clustergateway.members.dial.DialAddress;
import io.clustergateway.members.dial.DialTarget;
import io.clustergateway.members.dial.ProxyFailed;
import io.clustergateway.members.dial.ProxyWay;
import io.clustergateway.members.konnectivity.Konnectivity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By what way each endpoint is dialled, and the warnings about members whose address is refused. Each event loop has its
 * own, and may be refused what another is not: a warning is shown until all have settled.
 */
final class Dials {
    private static final String PREFIX = "member-address/";
    private static final Logger log = LoggerFactory.getLogger(Dials.class);

    private final Vertx vertx;
    private final Duration limit;
    private final MemberSettings settings;
    private final Readiness readiness;
    private final ConnectionCount count;
    private final Turns turns;
    private @Nullable Konnectivity konnectivity;
    /** By name of the member, the key of its version that was refused last. */
    private final Map<String, String> refused = new HashMap<>();

    Dials(
            Vertx vertx,
            Duration limit,
            MemberSettings settings,
            Readiness readiness,
            ConnectionCount count,
            Turns turns) {
        this.vertx = vertx;
        this.limit = limit;
        this.settings = settings;
        this.readiness = readiness;
        this.count = count;
        this.turns = turns;
    }

    /** Told of every connection made. */
    ConnectionCount count() {
        return count;
    }

    /** Of the connections that speak HTTP/2. */
    Turns turns() {
        return turns;
    }

    /** One proxy for all endpoints of a member, so that its TLS is read once. */
    Optional<ProxyWay> proxy(Cluster cluster) {
        return cluster.egress() instanceof Egress.Proxy proxy
                ? Optional.of(new ProxyWay(vertx, proxy))
                : Optional.empty();
    }

    /** @param refused told of each address that may not be dialled */
    SocketAddress address(
            Cluster cluster, Endpoint endpoint, Optional<ProxyWay> proxy, Consumer<AddressNotAllowed> refused) {
        DialTarget.Way way = new DialTarget.Way(
                settings.guard(), ((VertxInternal) vertx).nameResolver().nettyAddressResolverGroup(), limit, refused);
        if (cluster.egress() instanceof Egress.Konnectivity) {
            return new DialAddress(new DialTarget.Tunnel(endpoint.host(), endpoint.port(), tunnels()));
        }
        return new DialAddress(new DialTarget.Tcp(endpoint.host(), endpoint.port(), way, proxy));
    }

    /** A connection of the version in force stands: what was said of the member, of any version, holds no longer. */
    void dialled(Cluster cluster) {
        if (refused.remove(cluster.name()) != null) {
            readiness.clear(PREFIX + cluster.name(), this);
            log.info("member is dialled again member={}", cluster.name());
        }
    }

    /** This version is gone or no longer in force; what was said of another still holds. */
    void settle(Cluster cluster) {
        if (refused.remove(cluster.name(), cluster.connectionKey())) {
            readiness.clear(PREFIX + cluster.name(), this);
        }
    }

    void refused(Cluster cluster, AddressNotAllowed refusal) {
        String member = cluster.name();
        String text =
                "%s, which may not be dialled (mend: endpoint or proxy-url of its Secret, or --member-cidr-allow, "
                                .formatted(refusal.getMessage())
                        + "--member-cidr-deny, --allow-loopback-members)";
        readiness.warn(PREFIX + member, text, this);
        if (refused.put(member, cluster.connectionKey()) == null) {
            log.warn("member is not dialled member={} fault={}", member, text);
        }
    }

    Future<Void> close() {
        return konnectivity == null ? Future.succeededFuture() : konnectivity.close();
    }

    private DialTarget.Dialler tunnels() {
        if (settings.server().isEmpty()) {
            return (host, port, pipe) -> pipe.failed(
                    new ProxyFailed("this gateway knows no cluster proxy server (mend: --proxy-host, --proxy-port)"));
        }
        Konnectivity known = konnectivity;
        if (known == null) {
            known = new Konnectivity(vertx, settings.server().get(), limit);
            konnectivity = known;
        }
        return known;
    }
}
