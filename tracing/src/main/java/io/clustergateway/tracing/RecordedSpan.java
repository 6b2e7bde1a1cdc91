package io.clustergateway.tracing;

import io.clustergateway.kernel.trace.Span;
import io.clustergateway.kernel.trace.TraceContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.core.MultiMap;
import java.util.Optional;

/** A span of OpenTelemetry's, sampled or not. */
final class RecordedSpan implements Span {
    private final Tracer tracer;
    private final io.opentelemetry.api.trace.Span span;

    RecordedSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) {
        this.tracer = tracer;
        this.span = span;
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

    @Override
    public void end() {
        span.end();
    }

    /** A tracestate without its traceparent belongs to nobody. */
    @Override
    public void propagate(MultiMap headers) {
        headers.remove("tracestate");
        W3CTraceContextPropagator.getInstance().inject(context(span), headers, (into, name, value) -> {
            if (into != null) {
                into.set(name, value);
            }
        });
    }

    @Override
    public Optional<TraceContext> context() {
        SpanContext context = span.getSpanContext();
        return context.isSampled()
                ? Optional.of(new TraceContext(context.getTraceId(), context.getSpanId(), true))
                : Optional.empty();
    }

    @Override
    public boolean isRecorded() {
        return span.isRecording();
    }

    private Span part(String name, SpanKind kind) {
        return new RecordedSpan(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(context(span))
                        .setSpanKind(kind)
                        .startSpan());
    }

    private static Context context(io.opentelemetry.api.trace.Span span) {
        return Context.root().with(span);
    }
}
