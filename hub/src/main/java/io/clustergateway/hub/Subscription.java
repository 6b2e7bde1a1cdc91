package io.clustergateway.hub;

/** A running informer. */
public final class Subscription implements AutoCloseable {
    private final Runnable stop;

    Subscription(Runnable stop) {
        this.stop = stop;
    }

    /** Ends it: when called on the listener's context, the listener is told nothing more. May be called twice. */
    @Override
    public void close() {
        stop.run();
    }
}
