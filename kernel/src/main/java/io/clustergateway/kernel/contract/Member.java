package io.clustergateway.kernel.contract;

/** A name in the table of members: a cluster one can talk to, or one whose Secret cannot be used. */
public sealed interface Member permits Cluster, BrokenMember {
    /** Name of the Secret, and of the ClusterGateway. */
    String name();
}
