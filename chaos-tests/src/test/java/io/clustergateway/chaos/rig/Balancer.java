package io.clustergateway.chaos.rig;

/** Spreads TCP connections over the replicas that say they are ready. */
interface Balancer extends AutoCloseable {
    /** Of loopback. */
    int port();

    @Override
    void close();
}
