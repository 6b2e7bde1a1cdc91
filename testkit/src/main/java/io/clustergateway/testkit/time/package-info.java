/** Clocks that a test moves. */
@NullMarked
package io.clustergateway.testkit.time;

import org.jspecify.annotations.NullMarked;
