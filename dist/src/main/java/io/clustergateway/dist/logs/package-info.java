/**
 * The log: {@link io.clustergateway.dist.logs.Logs} has it in the form and at the levels that the configuration says, and follows
 * these while running.
 */
@NullMarked
package io.clustergateway.dist.logs;

import org.jspecify.annotations.NullMarked;
