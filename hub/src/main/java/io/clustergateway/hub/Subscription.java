package io.clustergateway.hub;

import java.util.function.Consumer;

/** A running informer. */
public final class Subscription implements AutoCloseable {
    private final Runnable stop;
    private final Consumer<Subscription> ended;

    Subscription(Runnable stop, Consumer<Subscription> ended) {
        this.stop = stop;
        this.ended = ended;
    }

    /** Ends it: when called on the listener's context, the listener is told nothing more. May be called twice. */
    @Override
    public void close() {
        stop.run();
        ended.accept(this);
    }
}
