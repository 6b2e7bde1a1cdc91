/** Reads kubeconfigs as kubectl does and writes others into them. {@link io.clustergateway.dist.cluster.kubeconfig.Kubeconfig} is the way in. */
@NullMarked
package io.clustergateway.dist.cluster.kubeconfig;

import org.jspecify.annotations.NullMarked;
