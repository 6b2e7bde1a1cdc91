/**
 * The member's side of the commands: its API by the very connections requests take, what is made there for a join, and the
 * Secret that describes it.
 */
@NullMarked
package io.clustergateway.dist.cluster.member;

import org.jspecify.annotations.NullMarked;
