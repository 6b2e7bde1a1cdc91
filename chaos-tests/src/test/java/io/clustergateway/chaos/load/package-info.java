/** Callers and watches, and what they must never see: {@link io.clustergateway.chaos.load.Load}. */
@NullMarked
package io.clustergateway.chaos.load;

import org.jspecify.annotations.NullMarked;
