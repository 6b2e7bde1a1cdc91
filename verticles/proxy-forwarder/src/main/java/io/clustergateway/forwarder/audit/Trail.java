package io.clustergateway.forwarder.audit;

import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.Impersonation;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is known of one request so far. Used on one context only. */
final class Trail {
    private static final String OURS = "cluster.core.oam.dev/";
    private static final String DECISION = "authorization.k8s.io/decision";
    private static final String REASON = "authorization.k8s.io/reason";
    private static final int REFUSED = 400;

    private final HttpServerRequest request;
    private final String auditId;
    private final List<String> sourceIps;
    private final Instant receivedAt = Instant.now();
    private final long startedAt = System.nanoTime();
    private final Map<String, String> annotations = new HashMap<>();
    private Attributes outer;
    private Optional<Caller> caller = Optional.empty();
    private Optional<Caller> impersonated = Optional.empty();
    private Set<AuditStage> stages = Set.of();
    private long admittedAt;
    private OptionalLong queuedAt = OptionalLong.empty();
    private boolean decided;
    private boolean streaming;
    private boolean begun;
    private boolean complete;

    Trail(HttpServerRequest request, String auditId) {
        this.request = request;
        this.auditId = auditId;
        this.sourceIps = SourceIps.of(request);
        this.outer = new Attributes.NonResource(request.method().name().toLowerCase(Locale.ROOT), path(request.uri()));
    }

    void about(Attributes attributes) {
        outer = attributes;
    }

    /** A stream tells when it has begun, too. */
    void towards(Attributes inner, String path, boolean stream) {
        streaming = stream;
        note("inner-verb", inner.verb());
        if (inner instanceof Attributes.Resource resource) {
            note(
                    "inner-resource",
                    resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group());
            note("inner-subresource", resource.subresource());
            note("inner-namespace", resource.namespace());
            note("inner-name", resource.name());
        } else {
            note("inner-path", path);
        }
    }

    void streaming() {
        streaming = true;
    }

    void member(Cluster cluster) {
        note("member", cluster.name());
        note("member-uid", cluster.uid());
    }

    void admitted(Optional<Caller> known, Optional<Failure> refusal) {
        admittedAt = System.nanoTime();
        caller = known;
        latency("access", admittedAt - startedAt);
        if (known.isPresent()) {
            annotations.put(DECISION, refusal.isPresent() ? "forbid" : "allow");
            annotations.put(REASON, refusal.map(Failure::getMessage).orElse(""));
        }
    }

    void queued() {
        queuedAt = OptionalLong.of(System.nanoTime());
    }

    /** Identity is asked after the queue, so its time begins here. */
    void placed() {
        if (queuedAt.isPresent()) {
            admittedAt = System.nanoTime();
            latency("queue", admittedAt - queuedAt.getAsLong());
            queuedAt = OptionalLong.empty();
        }
    }

    void identified(IdentityAnswer answer) {
        latency("identity", System.nanoTime() - admittedAt);
        note("rule", answer.rule());
        note("rule-set-version", answer.ruleSetVersion());
        if (answer.impersonation() instanceof Impersonation.As as) {
            impersonated = Optional.of(as.identity());
        } else {
            note("identity", "credential");
        }
    }

    void decide(Set<AuditStage> chosen) {
        decided = true;
        stages = chosen;
    }

    boolean isDecided() {
        return decided;
    }

    Attributes outer() {
        return outer;
    }

    Optional<Caller> caller() {
        return caller;
    }

    boolean wants(AuditStage stage) {
        return stages.contains(stage);
    }

    /** Whether this is a stream whose answer begins now; a refusal is its end, and no beginning. */
    boolean begins() {
        boolean first = streaming && !begun && !complete;
        begun = true;
        return first;
    }

    /** Whether it is over only now. */
    boolean completes() {
        boolean first = !complete;
        complete = true;
        return first;
    }

    boolean isComplete() {
        return complete;
    }

    void timed(Outcome outcome) {
        outcome.cluster().ifPresent(this::member);
        outcome.times().connect().ifPresent(nanos -> latency("member-connect", nanos));
        outcome.times().firstByte().ifPresent(nanos -> latency("member-first-byte", nanos));
    }

    /** What the client is answered, and who of all decided on it. */
    AuditEvent.Answer answer(int code, Optional<Failure> failure) {
        placed();
        if (failure.isPresent()) {
            refused(failure.get());
        } else if (code >= REFUSED && code != Outcome.CLIENT_LEFT && annotations.containsKey(OURS + "member")) {
            note("refused-by", Hop.MEMBER.toString());
        }
        latency("total", System.nanoTime() - startedAt);
        note("bytes-received", Long.toString(request.bytesRead()));
        note("bytes-sent", Long.toString(request.response().bytesWritten()));
        if (code == Outcome.CLIENT_LEFT) {
            return new AuditEvent.Answer(code, "ClientClosedRequest", "the client left");
        }
        return failure.map(
                        refusal -> new AuditEvent.Answer(code, refusal.reason(), String.valueOf(refusal.getMessage())))
                .orElseGet(() -> new AuditEvent.Answer(code, "", ""));
    }

    AuditEvent event(AuditStage stage, Optional<AuditEvent.Answer> answer) {
        String agent = request.getHeader("user-agent");
        return new AuditEvent(
                stage,
                auditId,
                request.uri(),
                outer,
                caller,
                impersonated,
                sourceIps,
                agent == null ? "" : agent,
                answer,
                receivedAt,
                stage == AuditStage.REQUEST_RECEIVED ? receivedAt : receivedAt.plus(sinceReceived()),
                annotations);
    }

    private Duration sinceReceived() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private void refused(Failure failure) {
        note("refused-by", failure.hop().toString());
        for (Failure.Cause cause : failure.causes()) {
            if (cause.reason().equals("Rule")) {
                note("rule", cause.message());
            } else {
                note("cause", cause.reason());
            }
        }
    }

    private void latency(String part, long nanos) {
        note("latency-" + part + "-ms", "%d.%03d".formatted(nanos / 1_000_000, nanos / 1_000 % 1_000));
    }

    private void note(String name, String value) {
        if (!value.isEmpty()) {
            annotations.put(OURS + name, value);
        }
    }

    private static String path(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }
}
