package io.clustergateway.chaos.rig;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Spreads TCP connections over the replicas that say they are ready. */
interface Balancer extends AutoCloseable {
    /** Of loopback. */
    int port();

    /** Whether each replica gets connections. A replica knows that it is ready before its balancer does. */
    boolean spreadsOverAll();

    /** Waits for that. */
    default void awaitAll() {
        await("the balancer spreads connections over every replica")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(this::spreadsOverAll);
    }

    @Override
    void close();
}
