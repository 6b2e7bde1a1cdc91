/** A scenario as its file says it, read strictly: {@link io.clustergateway.chaos.scenario.Scenario}. */
@NullMarked
package io.clustergateway.chaos.scenario;

import org.jspecify.annotations.NullMarked;
