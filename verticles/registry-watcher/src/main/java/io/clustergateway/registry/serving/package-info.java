/**
 * How {@code clustergateways} and {@code virtualclusters} are read. {@link
 * io.clustergateway.registry.serving.Reads} answers a question from the {@link
 * io.clustergateway.registry.serving.Snapshots}, in the form the client asked for; pure, without Vert.x contexts.
 */
@NullMarked
package io.clustergateway.registry.serving;

import org.jspecify.annotations.NullMarked;
