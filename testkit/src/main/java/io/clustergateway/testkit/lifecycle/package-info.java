/** The beginnings and ends of what tests start. */
@NullMarked
package io.clustergateway.testkit.lifecycle;

import org.jspecify.annotations.NullMarked;
