/**
 * Who a caller is at a member, as pure decisions: no Vert.x, no Kubernetes client, nothing of ours. {@link
 * io.clustergateway.rules.IdentityPassing} carries an identity from the hub over to a member.
 */
@NullMarked
package io.clustergateway.rules;

import org.jspecify.annotations.NullMarked;
