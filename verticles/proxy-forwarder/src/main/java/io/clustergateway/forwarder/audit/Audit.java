package io.clustergateway.forwarder.audit;

import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.forwarder.upstream.Progress;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditBatch;
import io.clustergateway.kernel.contract.AuditReceipt;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.ops.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Follows requests for the audit log. Each request that enters ends in exactly one event of stage ResponseComplete or
 * Panic, unless the policy leaves it out. Used on one context only.
 */
public final class Audit {
    private final boolean on;
    private final Stages stages;
    private final Map<HttpServerRequest, Trail> trails = new IdentityHashMap<>();

    /** @param topic takes events over */
    public Audit(Vertx vertx, Auditing auditing, Function<AuditBatch, Future<AuditReceipt>> topic, Metrics metrics) {
        this.on = auditing != Auditing.OFF;
        this.stages = new Stages(auditing, new Sending(vertx, topic, metrics), metrics);
    }

    /** A request has come in. */
    public void enter(HttpServerRequest request, String auditId) {
        if (!on) {
            return;
        }
        trails.put(request, new Trail(request, auditId));
        request.response().headersEndHandler(head -> begun(request));
    }

    /** It goes to a member. */
    public void towards(HttpServerRequest request, Attributes inner, String path, boolean stream) {
        with(request, trail -> trail.towards(inner, path, stream));
    }

    /** It is a watch of our own resources. */
    public void streaming(HttpServerRequest request) {
        with(request, Trail::streaming);
    }

    /** It waits for a place at its member. */
    public void queued(HttpServerRequest request) {
        with(request, Trail::queued);
    }

    /** It has its place, if it waited for one. */
    public void placed(HttpServerRequest request) {
        with(request, Trail::placed);
    }

    /** The member is there. */
    public void member(HttpServerRequest request, Cluster cluster) {
        with(request, trail -> trail.member(cluster));
    }

    /** Who they are there is known. */
    public void identified(HttpServerRequest request, IdentityAnswer answer) {
        with(request, trail -> trail.identified(answer));
    }

    /**
     * Access was asked; nothing has had an effect yet.
     *
     * @param wanted the first is the request as our own API has it
     * @return the caller who may go on; fails when they may not, or when their event had to be written and was not
     */
    public Future<Caller> admitted(HttpServerRequest request, List<Attributes> wanted, Future<AccessAnswer> asked) {
        Trail trail = trails.get(request);
        if (trail == null) {
            return asked.compose(Audit::caller);
        }
        if (!wanted.isEmpty()) {
            trail.about(wanted.get(0));
        }
        return asked.transform(answer -> {
            Optional<AccessAnswer> known = Optional.ofNullable(answer.result());
            trail.admitted(known.map(AccessAnswer::caller), known.flatMap(AccessAnswer::refusal));
            return stages.received(trail)
                    .compose(stored ->
                            answer.succeeded() ? caller(answer.result()) : Future.failedFuture(answer.cause()));
        });
    }

    /** An answer of our own goes out next; completes when it may. */
    public Future<Void> answering(HttpServerRequest request, int code) {
        return completing(request, AuditStage.RESPONSE_COMPLETE, code, Optional.empty());
    }

    /** A refusal goes out next; completes when it may. */
    public Future<Void> refusing(HttpServerRequest request, Failure failure) {
        return completing(request, AuditStage.RESPONSE_COMPLETE, failure.code(), Optional.of(failure));
    }

    /** A fault of our own goes out next; completes when it may. */
    public Future<Void> panicking(HttpServerRequest request, Failure failure) {
        return completing(request, AuditStage.PANIC, failure.code(), Optional.of(failure));
    }

    /** Its connection speaks another protocol from now on. */
    public void upgraded(HttpServerRequest request) {
        begun(request);
    }

    /** It is over, whether the client has it all or has left. */
    public void ended(HttpServerRequest request) {
        Trail trail = trails.get(request);
        if (trail != null) {
            int code = request.response().getStatusCode();
            stages.complete(trail, AuditStage.RESPONSE_COMPLETE, code, Optional.empty());
            trails.remove(request);
        }
    }

    /** Follows a proxied request, which tells its end by itself. */
    public Progress progress(Handler<Outcome> outcomes) {
        return new Progress() {
            @Override
            public void beginning(HttpServerRequest request) {
                begun(request);
            }

            @Override
            public void tunnelled(HttpServerRequest request) {
                begun(request);
            }

            @Override
            public Future<Void> ending(Outcome soFar) {
                with(soFar.request(), trail -> trail.timed(soFar));
                return completing(soFar.request(), AuditStage.RESPONSE_COMPLETE, soFar.code(), soFar.failure());
            }

            @Override
            public void handle(Outcome outcome) {
                ending(outcome);
                trails.remove(outcome.request());
                outcomes.handle(outcome);
            }
        };
    }

    /** Sends what was gathered; completes when it is taken over. */
    public Future<Void> close() {
        return stages.flush();
    }

    /** The client has left; nothing new unless it had not got all of the answer. */
    public void left(HttpServerRequest request) {
        Trail trail = trails.get(request);
        if (trail != null && !request.response().ended()) {
            int code = request.response().headWritten() ? request.response().getStatusCode() : Outcome.CLIENT_LEFT;
            stages.complete(trail, AuditStage.RESPONSE_COMPLETE, code, Optional.empty());
        }
        trails.remove(request);
    }

    private void begun(HttpServerRequest request) {
        with(request, trail -> stages.started(trail, request.response().getStatusCode()));
    }

    private Future<Void> completing(HttpServerRequest request, AuditStage stage, int code, Optional<Failure> failure) {
        Trail trail = trails.get(request);
        return trail == null ? Future.succeededFuture() : stages.complete(trail, stage, code, failure);
    }

    private void with(HttpServerRequest request, Consumer<Trail> step) {
        Trail trail = trails.get(request);
        if (trail != null) {
            step.accept(trail);
        }
    }

    private static Future<Caller> caller(AccessAnswer answer) {
        return answer.refusal()
                .<Future<Caller>>map(Future::failedFuture)
                .orElseGet(() -> Future.succeededFuture(answer.caller()));
    }
}
