package io.clustergateway.registry.ocm;

/** What a {@link ManagedClusterSource} tells, on the context on which it was started. */
public interface ManagedClusterListener {
    /** A list is about to be told: of what happened before it only the outcome, in no order. */
    void managedListing();

    /** One is there, or has changed, if only in what is not used of it. */
    void managed(ManagedCluster cluster);

    /**
     * One is no more.
     *
     * @param resourceVersion of its deletion; empty where nobody knows
     */
    void unmanaged(String name, String resourceVersion);

    /** A list has been told whole. */
    void managedSynced(String resourceVersion);
}
