package io.clustergateway.kernel.trace;

import io.vertx.core.MultiMap;
import java.util.Optional;

/** Records nothing and leaves the caller's trace as it is. */
record Untraced(Optional<TraceContext> context) implements Span {
    private static final Untraced NOWHERE = new Untraced(Optional.empty());

    static Span of(MultiMap headers) {
        String parent = headers.get("traceparent");
        return parent == null
                ? NOWHERE
                : TraceContext.parse(parent)
                        .filter(TraceContext::sampled)
                        .<Span>map(sampled -> new Untraced(Optional.of(sampled)))
                        .orElse(NOWHERE);
    }

    @Override
    public Span child(String name) {
        return this;
    }

    @Override
    public Span client(String name) {
        return this;
    }

    @Override
    public void rename(String name) {}

    @Override
    public void put(String key, String value) {}

    @Override
    public void put(String key, long value) {}

    @Override
    public void failed(String reason) {}

    @Override
    public void end() {}

    @Override
    public void known() {}

    @Override
    public void propagate(MultiMap headers) {}

    @Override
    public Optional<Continuation> continuation() {
        return Optional.empty();
    }

    @Override
    public boolean isRecorded() {
        return false;
    }
}
