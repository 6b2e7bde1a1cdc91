package io.clustergateway.tracing;

import io.clustergateway.kernel.ops.Build;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.trace.Span;
import io.clustergateway.kernel.trace.Tracer;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Begins spans and sends them in batches, on a thread of its own; when too many wait, the newest are lost. */
final class Spans implements Tracer {
    private static final double MILLION = 1e6;
    private static final int SECONDS = 5;
    private static final TextMapGetter<MultiMap> HEADERS =
            (headers, name) -> headers == null ? null : headers.get(name);

    /** It writes to standard error by itself whatever an exporter meets; held, because loggers are forgotten otherwise. */
    private static final Logger UNHEARD = Logger.getLogger("io.opentelemetry");

    private final Exports exports;
    private final SdkTracerProvider provider;
    private final io.opentelemetry.api.trace.Tracer tracer;

    Spans(TracingConfiguration configuration, String replica) {
        UNHEARD.setLevel(Level.OFF);
        exports = new Exports(exporter(configuration), configuration.url());
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "cluster-gateway")
                        .put("service.version", Build.CURRENT.version())
                        .put("service.instance.id", replica)
                        .build()))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(configuration.samplesPerMillion() / MILLION)))
                .addSpanProcessor(BatchSpanProcessor.builder(exports)
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
        tracer = provider.get("io.clustergateway");
    }

    @Override
    public Span begin(String name, MultiMap headers) {
        Context caller = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        boolean isOurs = !io.opentelemetry.api.trace.Span.fromContext(caller)
                .getSpanContext()
                .isValid();
        return new RecordedSpan(
                tracer,
                tracer.spanBuilder(name)
                        .setParent(caller)
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan(),
                isOurs ? Wish.ours() : Wish.ofStranger());
    }

    void count(Metrics metrics) {
        exports.count(metrics);
    }

    /** Blocks until what is there is sent, or five seconds. */
    void flush() {
        provider.forceFlush().join(SECONDS, TimeUnit.SECONDS);
    }

    /** Likewise; what comes later is lost. */
    void close() {
        provider.shutdown().join(SECONDS, TimeUnit.SECONDS);
    }

    private static SpanExporter exporter(TracingConfiguration configuration) {
        return configuration.isHttp()
                ? OtlpHttpSpanExporter.builder()
                        .setEndpoint(configuration.url())
                        .build()
                : OtlpGrpcSpanExporter.builder()
                        .setEndpoint(configuration.url())
                        .build();
    }
}
