package io.clustergateway.kernel.trace;

/**
 * Where the hub continues a trace when it is asked about the caller.
 *
 * @param context whose {@code sampled} is what holds already
 * @param wished whether the caller wants it kept, which counts once they are known
 */
public record Continuation(TraceContext context, boolean wished) {
    /** The {@code traceparent} of a question that is asked while nobody knows the caller. */
    public String ofStranger() {
        return context.header();
    }

    /** The {@code traceparent} of a question about a caller who is known. */
    public String ofKnown() {
        return new TraceContext(context.traceId(), context.spanId(), context.sampled() || wished).header();
    }
}
