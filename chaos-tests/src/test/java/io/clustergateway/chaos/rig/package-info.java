/** The gateway, as processes, between pocket hub and pocket members, with a faulty link on every way: {@link io.clustergateway.chaos.rig.Rig}. */
@NullMarked
package io.clustergateway.chaos.rig;

import org.jspecify.annotations.NullMarked;
