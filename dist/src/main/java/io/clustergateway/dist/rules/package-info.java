/**
 * {@code cluster-gateway rules}: the files, flags and words around what the rules module does. {@link
 * io.clustergateway.dist.rules.RulesCommand} is the way in.
 */
@NullMarked
package io.clustergateway.dist.rules;

import org.jspecify.annotations.NullMarked;
