/**
 * The verticle that knows the members: from Secrets of the hub, or manifests in a folder, to the {@code
 * registry.clusters} feed, and to the reads of {@code clustergateways} and {@code virtualclusters}. {@link
 * io.clustergateway.registry.RegistryWatcher} is its module.
 */
@NullMarked
package io.clustergateway.registry;

import org.jspecify.annotations.NullMarked;
