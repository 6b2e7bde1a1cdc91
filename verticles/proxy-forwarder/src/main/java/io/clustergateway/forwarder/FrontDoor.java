package io.clustergateway.forwarder;

import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.forwarder.request.RequestTarget.Description;
import io.clustergateway.forwarder.request.RequestTarget.Flag;
import io.clustergateway.forwarder.request.RequestTarget.MemberHealth;
import io.clustergateway.forwarder.request.RequestTarget.Operations;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.forwarder.request.RequestTarget.Proxied;
import io.clustergateway.forwarder.upstream.Upstream;
import io.clustergateway.forwarder.wire.Responses;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where every request enters: its target decides who serves it. Used on one context only. */
final class FrontDoor {
    private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);
    private static final Set<HttpMethod> UNKNOWN_TO_MEMBERS = Set.of(HttpMethod.CONNECT, HttpMethod.TRACE);

    private final OwnPages pages;
    private final HealthPage health;
    private final FlagPage flags;
    private final ProxiedRequests proxied;
    private final Upstream upstream;
    private final Journeys journeys;
    private final Set<HttpConnection> ambiguous = Collections.newSetFromMap(new WeakHashMap<>());

    FrontDoor(
            OwnPages pages,
            HealthPage health,
            FlagPage flags,
            ProxiedRequests proxied,
            Upstream upstream,
            Journeys journeys) {
        this.pages = pages;
        this.health = health;
        this.flags = flags;
        this.proxied = proxied;
        this.upstream = upstream;
        this.journeys = journeys;
    }

    void enter(HttpServerRequest request) {
        if (ambiguous.contains(request.connection())) {
            request.connection().close();
            return;
        }
        if (request.uri() == null) { // A CONNECT of HTTP/2 (RFC 9113, 8.5), whoever sends it.
            Responses.fail(request, Failure.badRequest("request target: none (expected: a path)"));
            return;
        }
        String auditId = AuditId.of(request.headers());
        request.response().putHeader(AuditId.HEADER, auditId);
        journeys.enter(request, auditId);
        try {
            refuseConflictingHost(request);
            refuseAmbiguousLength(request);
            serve(request, RequestTarget.parse(request.uri()), auditId).onFailure(error -> refuse(request, error));
        } catch (RuntimeException error) {
            refuse(request, error);
        }
    }

    private Future<Void> serve(HttpServerRequest request, RequestTarget target, String auditId) {
        journeys.aimed(request, target);
        if (target instanceof Operations operations) {
            return pages.operate(request, operations);
        }
        if (target instanceof Proxied member) {
            return forward(request, member, auditId);
        }
        if (target instanceof Description description) {
            return pages.describe(request, description);
        }
        if (target instanceof MemberHealth member) {
            return health.serve(request, member);
        }
        if (target instanceof Flag flag) {
            return flags.serve(request, flag);
        }
        if (target instanceof Own own) {
            return pages.read(request, own);
        }
        return Future.failedFuture(Failure.noSuchPath());
    }

    private Future<Void> forward(HttpServerRequest request, Proxied target, String auditId) {
        if (UNKNOWN_TO_MEMBERS.contains(request.method())) {
            return Future.failedFuture(
                    Failure.methodNotAllowed("method: %s (expected: one of Kubernetes')".formatted(request.method())));
        }
        proxied.began(request, target, auditId);
        if (request.version() != HttpVersion.HTTP_2 && request.headers().contains(HttpHeaders.UPGRADE)) {
            upstream.tunnel(request);
        } else {
            upstream.proxy(request);
        }
        return Future.succeededFuture();
    }

    /** Where this request ends is in doubt, so nothing that comes behind it is taken for another. */
    private void refuseAmbiguousLength(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        boolean isPlain = codings.isEmpty()
                || codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
        if (!isPlain) {
            ambiguous.add(request.connection());
            request.response().bodyEndHandler(ended -> request.connection().close());
            throw Failure.badRequest("transfer-encoding: %s (expected: chunked)".formatted(codings));
        }
    }

    private static void refuseConflictingHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        boolean differs = request.version() == HttpVersion.HTTP_2
                && !hosts.isEmpty()
                && request.authority() != null
                && !hosts.get(0).equalsIgnoreCase(request.authority().toString());
        if (hosts.size() > 1 || differs) {
            throw Failure.badRequest("Host: not one and the same as the authority (expected: one name)");
        }
    }

    private void refuse(HttpServerRequest request, Throwable error) {
        if (error instanceof Failure failure) {
            journeys.refusing(request, failure).onComplete(told -> Responses.fail(request, failure));
            return;
        }
        log.error(
                "request failed inside the gateway method={} auditID={} traceID={}",
                request.method(),
                request.response().headers().get(AuditId.HEADER),
                journeys.traceId(request),
                error);
        Failure internal = Failure.internal(Hop.GATEWAY);
        journeys.panicking(request, internal).onComplete(told -> Responses.fail(request, internal));
    }
}
