/**
 * YAML → drafts, with the place of everything. It knows the form of {@code ClusterGatewayConfiguration} and nothing of
 * CEL: {@link io.clustergateway.rules.document.RulesReader} finds every fault that can be seen without compiling.
 */
@NullMarked
package io.clustergateway.rules.document;

import org.jspecify.annotations.NullMarked;
