package io.clustergateway.forwarder.journey;

import static java.util.Objects.requireNonNull;

import io.clustergateway.forwarder.audit.Audit;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.forwarder.upstream.Progress;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.trace.Continuation;
import io.clustergateway.kernel.trace.TraceContext;
import io.clustergateway.kernel.trace.Tracer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All requests under way of one instance. Each that enters ends exactly once. Used on one context only. */
public final class Journeys {
    private static final Logger log = LoggerFactory.getLogger(Journeys.class);
    /** Probes and scrapes are no traces. */
    private static final String RESOURCES = "/apis/";

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Audit audit;
    private final JourneyMetrics metrics;
    private final Tracer tracer;
    private final Map<HttpServerRequest, Journey> journeys = new IdentityHashMap<>();

    /** Nobody is under way yet. */
    public Journeys(Audit audit, JourneyMetrics metrics, Tracer tracer) {
        this.audit = requireNonNull(audit, "audit");
        this.metrics = requireNonNull(metrics, "metrics");
        this.tracer = requireNonNull(tracer, "tracer");
    }

    /** A request has come in. */
    public void enter(HttpServerRequest request, String auditId) {
        String method = request.method().name();
        Tracer asked = request.uri().startsWith(RESOURCES) ? tracer : Tracer.OFF;
        Journey journey = new Journey(metrics, asked.begin(method, request.headers()), method, auditId);
        journeys.put(request, journey);
        audit.enter(request, auditId);
        HttpServerResponse response = request.response();
        response.endHandler(over -> over(request));
        response.closeHandler(closed -> left(request));
    }

    /** What it is for is known. */
    public void aimed(HttpServerRequest request, RequestTarget target) {
        with(request, journey -> journey.aimed(Target.of(target)));
    }

    /** It goes to a member. */
    public void towards(HttpServerRequest request, Attributes inner, String path, boolean stream) {
        audit.towards(request, inner, path, stream);
        with(request, journey -> {
            journey.towards(inner);
            if (stream) {
                journey.streaming(StreamKind.of(inner));
            }
        });
    }

    /** It is a watch of our own resources. */
    public void streaming(HttpServerRequest request) {
        audit.streaming(request);
        with(request, journey -> journey.streaming(StreamKind.OWN_WATCH));
    }

    /** It waits for a place at its member. */
    public void queued(HttpServerRequest request) {
        audit.queued(request);
        with(request, Journey::queued);
    }

    /** It has its place, if it waited for one. */
    public void placed(HttpServerRequest request) {
        audit.placed(request);
        with(request, Journey::placed);
    }

    /** The member is there. */
    public void member(HttpServerRequest request, Cluster cluster) {
        audit.member(request, cluster);
        with(request, journey -> journey.member(cluster));
    }

    /** Who they are there is asked. */
    public Future<IdentityAnswer> identifying(HttpServerRequest request, Future<IdentityAnswer> asked) {
        Journey journey = journeys.get(request);
        Future<IdentityAnswer> told = asked.onSuccess(answer -> audit.identified(request, answer));
        return journey == null ? told : journey.asking(Step.IDENTITY, "identity", trace -> told);
    }

    /** Access is asked, as a part of this trace; {@link Audit#admitted}. */
    public Future<Caller> admitting(
            HttpServerRequest request,
            List<Attributes> wanted,
            Function<Optional<Continuation>, Future<AccessAnswer>> question) {
        Journey journey = journeys.get(request);
        Future<AccessAnswer> asked =
                journey == null ? question.apply(Optional.empty()) : journey.asking(Step.ACCESS, "access", question);
        return audit.admitted(request, wanted, asked);
    }

    /** Somebody whom the hub knows sent it, or sent others on its connection. */
    public void known(HttpServerRequest request) {
        with(request, Journey::known);
    }

    /** An answer of our own goes out next; completes when it may. */
    public Future<Void> answering(HttpServerRequest request, int code) {
        return audit.answering(request, code);
    }

    /** A refusal goes out next; completes when it may. */
    public Future<Void> refusing(HttpServerRequest request, Failure failure) {
        with(request, journey -> journey.failed(failure));
        return audit.refusing(request, failure);
    }

    /** A fault of our own goes out next; completes when it may. */
    public Future<Void> panicking(HttpServerRequest request, Failure failure) {
        with(request, journey -> journey.failed(failure));
        return audit.panicking(request, failure);
    }

    /** Its connection speaks another protocol from now on. */
    public void upgraded(HttpServerRequest request) {
        audit.upgraded(request);
    }

    /** It is over, whether the client has it all or has left. */
    public void ended(HttpServerRequest request) {
        audit.ended(request);
        finish(request, request.response().getStatusCode());
    }

    /** The client has left; nothing new unless it had not got all of the answer. */
    public void left(HttpServerRequest request) {
        audit.left(request);
        finish(request, request.response().headWritten() ? request.response().getStatusCode() : Outcome.CLIENT_LEFT);
    }

    /** By what a line of the log about a request is found again; empty where nobody keeps its trace. */
    public String traceId(HttpServerRequest request) {
        return Optional.ofNullable(journeys.get(request))
                .flatMap(Journey::trace)
                .map(TraceContext::traceId)
                .orElse("");
    }

    /** Follows a proxied request, which tells its end by itself. */
    public Progress progress(Handler<Outcome> outcomes) {
        Progress audited = audit.progress(outcomes);
        return new Progress() {
            @Override
            public void asking(HttpServerRequest request, MultiMap headers) {
                with(request, journey -> journey.askingMember(headers));
            }

            @Override
            public void beginning(HttpServerRequest request) {
                audited.beginning(request);
            }

            @Override
            public void tunnelled(HttpServerRequest request) {
                audited.tunnelled(request);
            }

            @Override
            public Future<Void> ending(Outcome soFar) {
                return audited.ending(soFar);
            }

            @Override
            public void handle(Outcome outcome) {
                audited.handle(outcome);
                with(outcome.request(), journey -> {
                    outcome.failure().ifPresent(journey::failed);
                    journey.timed(outcome.times());
                });
                finish(outcome.request(), outcome.code());
            }
        };
    }

    /** What the audit log has not got yet; completes when it has. */
    public Future<Void> close() {
        return audit.close();
    }

    /** On HTTP/1.1 Vert.x says that an answer is written when its client has left, too. */
    private void over(HttpServerRequest request) {
        if (request.response().ended()) {
            ended(request);
        } else {
            left(request);
        }
    }

    private void finish(HttpServerRequest request, int code) {
        Journey journey = journeys.remove(request);
        if (journey == null) {
            return;
        }
        String trace = log.isDebugEnabled()
                ? journey.trace().map(TraceContext::traceId).orElse("")
                : "";
        Verdict verdict = journey.end(code);
        log.debug(
                "request ended method={} target={} member={} code={} hop={} reason={} latencyMs={} auditID={} traceID={}",
                request.method(),
                journey.target().label(),
                journey.memberName(),
                code,
                verdict.hop(),
                verdict.reason(),
                journey.nanos() / NANOS_PER_MILLI,
                journey.auditId(),
                trace);
    }

    private void with(HttpServerRequest request, Consumer<Journey> step) {
        Journey journey = journeys.get(request);
        if (journey != null) {
            step.accept(journey);
        }
    }
}
