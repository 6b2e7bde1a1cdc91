package io.clustergateway.forwarder.journey;

import io.clustergateway.forwarder.upstream.Times;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.trace.Continuation;
import io.clustergateway.kernel.trace.Span;
import io.clustergateway.kernel.trace.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.function.Function;

/** One request on its way, in times and spans. Used on one context only. */
final class Journey {
    private final JourneyMetrics metrics;
    private final Span span;
    private final String method;
    private final String auditId;
    private final long startedAt = System.nanoTime();
    private Target target = Target.NONE;
    private Optional<String> stream = Optional.empty();
    private Optional<Failure> failure = Optional.empty();
    private Optional<Span> queue = Optional.empty();
    private Optional<Span> member = Optional.empty();
    private long queuedAt;
    private String memberName = "";

    Journey(JourneyMetrics metrics, Span span, String method, String auditId) {
        this.metrics = metrics;
        this.span = span;
        this.method = method;
        this.auditId = auditId;
        span.put("audit.id", auditId);
        span.put("http.request.method", method);
        metrics.began(target);
    }

    String auditId() {
        return auditId;
    }

    String memberName() {
        return memberName;
    }

    Target target() {
        return target;
    }

    Optional<TraceContext> trace() {
        return span.context();
    }

    long nanos() {
        return System.nanoTime() - startedAt;
    }

    void aimed(Target known) {
        metrics.aimed(target, known);
        target = known;
        span.rename(method + " " + known.label());
        span.put("cluster_gateway.target", known.label());
    }

    void towards(Attributes inner) {
        if (span.isRecorded()) {
            span.put("k8s.verb", inner.verb());
            if (inner instanceof Attributes.Resource resource) {
                span.put("k8s.group", resource.group());
                span.put("k8s.resource", resource.resource());
                span.put("k8s.subresource", resource.subresource());
            }
        }
    }

    void streaming(String kind) {
        if (stream.isEmpty()) {
            stream = Optional.of(kind);
            metrics.streaming(kind);
        }
    }

    void member(Cluster cluster) {
        memberName = cluster.name();
        span.put("cluster_gateway.member", memberName);
    }

    void known() {
        span.known();
    }

    <T> Future<T> asking(Step step, String kind, Function<Optional<Continuation>, Future<T>> question) {
        long askedAt = System.nanoTime();
        Span part = span.child(step.label());
        Future<T> answer = question.apply(part.continuation());
        if (answer.isComplete()) {
            metrics.answered(kind, answer.succeeded());
            metrics.took(step, 0, Optional.empty());
            return answer;
        }
        metrics.answered(kind, false);
        return answer.onComplete(done -> {
            metrics.took(step, System.nanoTime() - askedAt, trace());
            if (done.failed()) {
                part.failed(reason(done.cause()));
            }
            part.end();
        });
    }

    void queued() {
        queuedAt = System.nanoTime();
        queue = Optional.of(span.child(Step.QUEUE.label()));
    }

    void placed() {
        queue.ifPresent(waited -> {
            metrics.took(Step.QUEUE, System.nanoTime() - queuedAt, trace());
            waited.end();
        });
        queue = Optional.empty();
    }

    /** Asked again, the former try is over. */
    void askingMember(MultiMap headers) {
        member.ifPresent(Span::end);
        Span part = span.client(method);
        part.put("http.request.method", method);
        part.put("cluster_gateway.member", memberName);
        part.propagate(headers);
        member = Optional.of(part);
    }

    void failed(Failure refusal) {
        if (failure.isEmpty()) {
            failure = Optional.of(refusal);
        }
    }

    void timed(Times times) {
        times.connect().ifPresent(nanos -> metrics.took(Step.MEMBER_CONNECT, nanos, trace()));
        times.firstByte().ifPresent(nanos -> metrics.took(Step.MEMBER_FIRST_BYTE, nanos, trace()));
    }

    Verdict end(int code) {
        Verdict verdict = Verdict.of(code, failure);
        queue.ifPresent(Span::end);
        member.ifPresent(part -> end(part, verdict));
        span.put("cluster_gateway.hop", verdict.hop());
        end(span, verdict);
        metrics.ended(target, verdict, stream, nanos(), trace());
        return verdict;
    }

    private static void end(Span part, Verdict verdict) {
        part.put("http.response.status_code", verdict.code());
        if (verdict.isFailed()) {
            part.failed(verdict.reason());
        }
        part.end();
    }

    private static String reason(Throwable cause) {
        return cause instanceof Failure failure
                ? Verdict.of(failure.code(), Optional.of(failure)).reason()
                : "InternalError";
    }
}
