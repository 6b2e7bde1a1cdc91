package io.clustergateway.tracing;

import io.clustergateway.kernel.trace.Continuation;
import io.clustergateway.kernel.trace.Span;
import io.clustergateway.kernel.trace.TraceContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import java.util.Optional;

/** A span of OpenTelemetry's, sampled or not. Nobody gets it or learns that it is sampled while the wish for that does not count. */
final class RecordedSpan implements Span {
    private final Tracer tracer;
    private final io.opentelemetry.api.trace.Span span;
    private final Wish wish;

    RecordedSpan(Tracer tracer, io.opentelemetry.api.trace.Span span, Wish wish) {
        this.tracer = tracer;
        this.span = span;
        this.wish = wish;
    }

    @Override
    public Span child(String name) {
        return part(name, SpanKind.INTERNAL);
    }

    @Override
    public Span client(String name) {
        return part(name, SpanKind.CLIENT);
    }

    @Override
    public void rename(String name) {
        span.updateName(name);
    }

    @Override
    public void put(String key, String value) {
        if (!value.isEmpty()) {
            span.setAttribute(key, value);
        }
    }

    @Override
    public void put(String key, long value) {
        span.setAttribute(key, value);
    }

    @Override
    public void failed(String reason) {
        span.setAttribute("error.type", reason);
        span.setStatus(StatusCode.ERROR);
    }

    /** Unended, it is never sent. */
    @Override
    public void end() {
        if (wish.counts()) {
            span.end();
        }
    }

    @Override
    public void known() {
        wish.known();
    }

    /** A tracestate without its traceparent belongs to nobody. */
    @Override
    public void propagate(MultiMap headers) {
        headers.remove("tracestate");
        W3CTraceContextPropagator.getInstance().inject(context(shown()), headers, (into, name, value) -> {
            if (into != null) {
                into.set(name, value);
            }
        });
    }

    @Override
    public Optional<TraceContext> context() {
        return isShownSampled() ? Optional.of(here(true)) : Optional.empty();
    }

    @Override
    public Optional<Continuation> continuation() {
        return span.getSpanContext().isSampled()
                ? Optional.of(new Continuation(here(isShownSampled()), true))
                : Optional.empty();
    }

    @Override
    public boolean isRecorded() {
        return span.isRecording();
    }

    private boolean isShownSampled() {
        return wish.counts() && span.getSpanContext().isSampled();
    }

    private TraceContext here(boolean sampled) {
        SpanContext context = span.getSpanContext();
        return new TraceContext(context.getTraceId(), context.getSpanId(), sampled);
    }

    private io.opentelemetry.api.trace.Span shown() {
        SpanContext context = span.getSpanContext();
        return isShownSampled()
                ? span
                : io.opentelemetry.api.trace.Span.wrap(SpanContext.create(
                        context.getTraceId(), context.getSpanId(), TraceFlags.getDefault(), context.getTraceState()));
    }

    private Span part(String name, SpanKind kind) {
        return new RecordedSpan(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(context(span))
                        .setSpanKind(kind)
                        .startSpan(),
                wish);
    }

    private static Context context(io.opentelemetry.api.trace.Span span) {
        return Context.root().with(span);
    }
}
