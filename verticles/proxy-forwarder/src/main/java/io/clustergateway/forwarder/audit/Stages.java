package io.clustergateway.forwarder.audit;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.ops.Metrics;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.util.Optional;

/** Tells the stages that a request reaches, as the policy and the mode of the audit log have it. */
final class Stages {
    private static final Future<Void> AT_ONCE = Future.succeededFuture();

    private final Auditing auditing;
    private final Sending sending;
    private final Counter rejected;

    Stages(Auditing auditing, Sending sending, Metrics metrics) {
        this.auditing = auditing;
        this.sending = sending;
        this.rejected = Counter.builder("apiserver_audit_requests_rejected_total")
                .description("Requests refused because their first audit event could not be written.")
                .register(metrics.registry());
    }

    /** Fails when its event had to be written and was not. */
    Future<Void> received(Trail trail) {
        trail.decide(auditing.policy().stages(trail.caller(), trail.outer()));
        return tell(trail, AuditStage.REQUEST_RECEIVED, Optional.empty()).compose(stored -> {
            if (stored || !auditing.strict()) {
                return AT_ONCE;
            }
            rejected.increment();
            return Future.failedFuture(Failure.of(
                            500, "InternalError", "Internal error occurred: failed to store audit event", Hop.GATEWAY)
                    .because("AuditFailed", "the audit log takes no events, and its mode is blocking-strict"));
        });
    }

    /** Of a stream only. */
    void started(Trail trail, int code) {
        if (trail.begins()) {
            tell(trail, AuditStage.RESPONSE_STARTED, Optional.of(new AuditEvent.Answer(code, "", "")));
        }
    }

    /** The first end counts; completes when the answer may go out. */
    Future<Void> complete(Trail trail, AuditStage stage, int code, Optional<Failure> failure) {
        if (!trail.completes()) {
            return AT_ONCE;
        }
        if (!trail.isDecided()) {
            trail.decide(auditing.policy().stages(trail.caller(), trail.outer()));
            tell(trail, AuditStage.REQUEST_RECEIVED, Optional.empty());
        }
        return tell(trail, stage, Optional.of(trail.answer(code, failure))).mapEmpty();
    }

    /** Sends what was gathered; completes when it is taken over. */
    Future<Void> flush() {
        return sending.flush().mapEmpty();
    }

    /** Whether it was stored, as far as somebody waits for that. */
    private Future<Boolean> tell(Trail trail, AuditStage stage, Optional<AuditEvent.Answer> answer) {
        if (!trail.wants(stage)) {
            return Future.succeededFuture(true);
        }
        AuditEvent event = trail.event(stage, answer);
        if (auditing.waits()) {
            return sending.send(event);
        }
        sending.gather(event);
        return Future.succeededFuture(true);
    }
}
