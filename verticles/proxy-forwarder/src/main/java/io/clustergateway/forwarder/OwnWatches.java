package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Upgrade;
import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.listener.Listener;
import io.clustergateway.forwarder.load.Admissions;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Inflow;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Watches of our own resources, by HTTP or WebSocket. Used on one context only. */
final class OwnWatches {
    private final Bus bus;
    private final Listener listener;
    private final Admissions load;
    private final Journeys journeys;
    private final Set<OwnWatch> open = new HashSet<>();

    OwnWatches(Bus bus, Listener listener, Admissions load, Journeys journeys) {
        this.bus = bus;
        this.listener = listener;
        this.load = load;
        this.journeys = journeys;
    }

    /** Serves an authorized watch; fails as long as the head is not written. */
    Future<Void> open(HttpServerRequest request, Own target, Caller caller) {
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
            return Future.failedFuture(
                    Failure.methodNotAllowed("method: %s (expected: GET for a watch)".formatted(request.method())));
        }
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        WatchQuestion question =
                new WatchQuestion(target.resource().plural(), target.query().raw(), accept == null ? "" : accept);
        Runnable leave = load.watch(caller);
        journeys.streaming(request);
        OwnWatch watch = new OwnWatch(over -> ended(over, request, leave));
        open.add(watch);
        listener.began(request.connection());
        request.response().closeHandler(gone -> {
            if (!watch.hasBegun()) {
                journeys.left(request);
            }
            watch.left();
        });
        return bus.open(Topics.WATCH, question, watch)
                .compose(inflow -> serve(watch, inflow, request))
                .onFailure(refused -> ended(watch, request, leave));
    }

    private Future<Void> serve(OwnWatch watch, Inflow inflow, HttpServerRequest request) {
        boolean upgrade = isWebSocket(request);
        return watch.serve(inflow, request, upgrade).onSuccess(begun -> {
            if (upgrade) {
                journeys.upgraded(request);
            }
        });
    }

    /** The end of one that never began is told by its refusal, or by its client's leaving. */
    private void ended(OwnWatch watch, HttpServerRequest request, Runnable leave) {
        if (open.remove(watch)) {
            leave.run();
            listener.ended(request.connection());
            if (watch.hasBegun()) {
                journeys.ended(request);
            }
        }
    }

    /** Before anybody is asked: what becomes a WebSocket may not be read as a request. */
    static void prepare(HttpServerRequest request) {
        if (isWebSocket(request)) {
            request.pause();
        }
    }

    private static boolean isWebSocket(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && Upgrade.isWebSocket(request.headers());
    }

    /** Ends all of them, whole: their clients resume at another replica. */
    void end() {
        List.copyOf(open).forEach(OwnWatch::end);
    }
}
