package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Identities;
import io.clustergateway.forwarder.access.Reviews;
import io.clustergateway.forwarder.access.Upgrade;
import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.listener.Listener;
import io.clustergateway.forwarder.load.Admissions;
import io.clustergateway.forwarder.load.Admissions.Entrance;
import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.forwarder.request.RequestTarget.Proxied;
import io.clustergateway.forwarder.upstream.Admitted;
import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requests on their way to a member: from the front door to their outcome. Used on one context only. */
final class ProxiedRequests {
    private static final long CANCEL = 8;

    /** As kube-apiserver's long-running requests. */
    private static final Set<String> LASTING = Set.of("log", "exec", "attach", "portforward", "proxy");

    private final Gate gate;
    private final Reviews reviews;
    private final MemberTable members;
    private final Admissions load;
    private final Identities identities;
    private final Listener listener;
    private final RequestMetrics metrics;
    private final Journeys journeys;
    private final Map<HttpServerRequest, Proxying> underWay = new HashMap<>();

    ProxiedRequests(
            Gate gate,
            Reviews reviews,
            MemberTable members,
            Admissions load,
            Identities identities,
            Listener listener,
            RequestMetrics metrics,
            Journeys journeys) {
        this.gate = gate;
        this.reviews = reviews;
        this.members = members;
        this.load = load;
        this.identities = identities;
        this.listener = listener;
        this.metrics = metrics;
        this.journeys = journeys;
    }

    /** Notes a request that goes upstream next. Throws 400 for a path no API server can read. */
    void began(HttpServerRequest request, Proxied target, String auditId) {
        Attributes inner = RequestInfo.of(request.method(), target.path(), target.query());
        Proxying proxying = new Proxying(target, inner, auditId, isStream(request, inner), Optional.empty());
        underWay.put(request, proxying);
        journeys.towards(request, inner, target.path(), proxying.stream());
        listener.began(request.connection());
        metrics.began();
    }

    /** Access first, so that strangers learn no member's name; then the member; then who they are there. */
    Future<Admitted> admit(HttpServerRequest request) {
        Proxying proxying = underWay.get(request);
        if (proxying == null) {
            return Future.failedFuture(Failure.internal(Hop.GATEWAY));
        }
        List<Attributes> wanted = reviews.of(
                request.method(), proxying.target(), proxying.inner(), Upgrade.isAskedFor(request.headers()));
        return gate.admit(request, wanted)
                .compose(caller -> members.find(proxying.target().name())
                        .compose(cluster -> pass(request, proxying, caller, cluster)));
    }

    void ended(Outcome outcome) {
        Proxying proxying = underWay.remove(outcome.request());
        if (proxying != null) {
            proxying.entrance().ifPresent(entrance -> load.ended(entrance, outcome));
            listener.ended(outcome.request().connection());
            metrics.ended(outcome, proxying.inner(), proxying.stream());
        }
    }

    /** Ends watches, logs and tunnels; clients open them again, elsewhere. */
    void endStreams() {
        List<HttpServerRequest> streams = new ArrayList<>();
        underWay.forEach((request, proxying) -> {
            if (proxying.stream()) {
                streams.add(request);
            }
        });
        streams.forEach(ProxiedRequests::end);
    }

    private Future<Admitted> pass(HttpServerRequest request, Proxying proxying, Caller caller, Cluster cluster) {
        if (!underWay.containsKey(request)) {
            return Future.failedFuture(Failure.badRequest("the client left"));
        }
        journeys.member(request, cluster);
        Entrance entrance = load.enter(cluster, caller, proxying.stream());
        underWay.put(request, proxying.entered(entrance));
        if (!entrance.granted().isComplete()) {
            journeys.queued(request);
        }
        return entrance.granted().compose(in -> {
            journeys.placed(request);
            return identify(request, proxying, caller, cluster);
        });
    }

    private Future<Admitted> identify(HttpServerRequest request, Proxying proxying, Caller caller, Cluster cluster) {
        Proxied target = proxying.target();
        IdentityQuestion question =
                new IdentityQuestion(caller, cluster, proxying.inner(), target.path(), target.impersonate());
        return journeys.identifying(request, identities.exchange(question))
                .map(answer -> new Admitted(
                        cluster,
                        Admissions.user(caller),
                        answer.impersonation(),
                        target.pathAndQuery(),
                        proxying.auditId(),
                        gate.credentialHeaders(),
                        proxying.stream() ? Duration.ZERO : load.stall()));
    }

    private static boolean isStream(HttpServerRequest request, Attributes inner) {
        return Upgrade.isAskedFor(request.headers())
                || inner.verb().equals("watch")
                || inner instanceof Attributes.Resource resource && LASTING.contains(resource.subresource());
    }

    /** On HTTP/2 with an error code, so that what was cut does not look whole. */
    private static void end(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
        } else {
            request.connection().close();
        }
    }

    /** @param entrance once it asked for a place at its member */
    private record Proxying(
            Proxied target, Attributes inner, String auditId, boolean stream, Optional<Entrance> entrance) {
        Proxying entered(Entrance place) {
            return new Proxying(target, inner, auditId, stream, Optional.of(place));
        }
    }
}
