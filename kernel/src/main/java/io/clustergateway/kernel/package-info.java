/**
 * The microkernel's bus: the only way modules of the gateway talk to each other. {@link io.clustergateway.kernel.contract.Topics}
 * names every address, {@link io.clustergateway.kernel.Bus} is the only class that touches Vert.x's event bus, and
 * {@link io.clustergateway.kernel.Failure} is how anything is refused, rendered by {@link
 * io.clustergateway.kernel.Status}. It knows no verticle.
 */
@NullMarked
package io.clustergateway.kernel;

import org.jspecify.annotations.NullMarked;
