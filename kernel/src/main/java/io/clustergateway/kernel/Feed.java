package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

/**
 * State that one module publishes as immutable snapshots. Whoever follows gets the current one first, also when it
 * comes late.
 *
 * @param address where it is published on the bus
 * @param snapshot type of the state
 */
public record Feed<S>(String address, Class<S> snapshot) {
    /** Checks that nothing is null. */
    public Feed {
        requireNonNull(address, "address");
        requireNonNull(snapshot, "snapshot");
    }
}
