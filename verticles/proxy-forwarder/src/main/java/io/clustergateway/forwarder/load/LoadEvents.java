package io.clustergateway.forwarder.load;

/** The clock of a member's load, and where it tells what happens. Safe from any thread. */
interface LoadEvents {
    long now();

    void waited(long nanos);

    void rejected(Rejection reason);
}
