/** Tests of the runnable jar itself; they run after it is packed, in phase {@code verify}. */
@NullMarked
package io.clustergateway.dist.packed;

import org.jspecify.annotations.NullMarked;
