package io.clustergateway.forwarder.listener;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The port all instances share. Vert.x shares a listening socket among servers that name the same port, and a free one
 * among those that name the same negative number; once bound, a restarted listener must come back on the port its
 * clients know. Safe from any thread.
 */
final class SharedPort {
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private int named;
    private int bound;
    private int open;

    SharedPort(int port) {
        named = port == 0 ? FREE_PORTS.decrementAndGet() : port;
    }

    /** The number to give to Vert.x; each call is followed by {@link #bound} or {@link #released}. */
    synchronized int take() {
        if (open == 0 && bound > 0) {
            named = bound;
        }
        open++;
        return named;
    }

    synchronized void bound(int port) {
        bound = port;
    }

    synchronized void released() {
        open--;
    }

    /** The real port, once some instance has listened. */
    synchronized OptionalInt number() {
        return bound == 0 ? OptionalInt.empty() : OptionalInt.of(bound);
    }
}
