/** The whole gateway under faults: scenarios, how one is played, and what holds in all of them. See README.md of this module. */
@NullMarked
package io.clustergateway.chaos;

import org.jspecify.annotations.NullMarked;
