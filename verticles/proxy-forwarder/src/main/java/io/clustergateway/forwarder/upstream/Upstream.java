package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.wire.Responses;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.members.MemberConnections;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** The way to the members of one listener instance; used on its context only. */
public final class Upstream {
    private final MemberConnections connections;
    private final Admission admission;

    /** Makes no connection yet. {@code outcomes} hears once of every request. */
    public Upstream(
            Vertx vertx,
            MemberConnections connections,
            Admission admission,
            UpstreamSettings settings,
            Handler<Outcome> outcomes) {
        this.connections = connections;
        this.admission = admission;
    }

    /** Serves an ordinary request, HTTP/1.1 or HTTP/2, to its end. */
    public void proxy(HttpServerRequest request) {
        request.pause();
        admission
                .admit(request)
                .onComplete((admitted, refusal) -> Responses.fail(request, Failure.internal(Hop.GATEWAY)));
    }

    /** Serves a request that carries an Upgrade header, to the end of the tunnel. */
    public void tunnel(HttpServerRequest request) {
        proxy(request);
    }

    /** Closes what belongs to members that left, at once, and retires what belongs to replaced credentials. */
    public void follow(ClusterTable table) {
        connections.follow(table);
    }

    /** Lets streams and tunnels end by themselves for {@code grace}, then ends them. Call it when no more requests come. */
    public Future<Void> shutdown(Duration grace) {
        return connections.close();
    }
}
