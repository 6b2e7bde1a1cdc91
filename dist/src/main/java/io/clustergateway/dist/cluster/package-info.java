/**
 * The commands about members: join, detach, list and the others, with what they share: {@link
 * io.clustergateway.dist.cluster.HubFlags} says which hub, {@link io.clustergateway.dist.cluster.Members} reads and writes
 * its member Secrets. Exit codes: 0, and 1 for a fault that one line explains.
 */
@NullMarked
package io.clustergateway.dist.cluster;

import org.jspecify.annotations.NullMarked;
