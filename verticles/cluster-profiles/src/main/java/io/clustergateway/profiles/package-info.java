/**
 * A ClusterProfile (multicluster.x-k8s.io) for each member, published by one elected replica for programs that read a
 * cluster inventory. Entry point: {@link io.clustergateway.profiles.ClusterProfiles}, the module.
 */
@NullMarked
package io.clustergateway.profiles;

import org.jspecify.annotations.NullMarked;
