/**
 * ManagedClusters of Open Cluster Management. {@link io.clustergateway.registry.ocm.ManagedClusterSource} follows them while
 * their definition is installed and tells its {@link io.clustergateway.registry.ocm.ManagedClusterListener}; a {@link
 * io.clustergateway.registry.ocm.ManagedCluster} is as little of one as is used.
 */
@NullMarked
package io.clustergateway.registry.ocm;

import org.jspecify.annotations.NullMarked;
