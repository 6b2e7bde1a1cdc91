/**
 * The composition root and the command line: {@link io.clustergateway.dist.Main} parses, {@link
 * io.clustergateway.dist.Gateway} lists the modules by hand, in order, and runs them.
 */
@NullMarked
package io.clustergateway.dist;

import org.jspecify.annotations.NullMarked;
