/**
 * Who a caller is at a member, as pure decisions: no Vert.x, no Kubernetes client, nothing of ours. {@link
 * io.clustergateway.rules.RulesCompiler} makes rule sets of texts, {@link io.clustergateway.rules.RulesInForce} decides by
 * them. Reading the texts is the room {@code document}, the expression language is {@code cel}, and what can be told without
 * it is {@code match}.
 */
@NullMarked
package io.clustergateway.rules;

import org.jspecify.annotations.NullMarked;
