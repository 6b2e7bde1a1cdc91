package io.clustergateway.kernel.trace;

import io.vertx.core.MultiMap;

/** Begins the spans of requests. Safe to use from any thread; never blocks. */
@FunctionalInterface
public interface Tracer {
    /** Records nothing; what the caller's trace is called is known all the same. */
    Tracer OFF = (name, headers) -> Untraced.of(headers);

    /**
     * A request came in.
     *
     * @param name of few values
     * @param headers as received; the trace of its {@code traceparent} is continued
     */
    Span begin(String name, MultiMap headers);
}
