/**
 * What {@code cluster-gateway rules} does, without files and without printing: {@link
 * io.clustergateway.rules.tools.RuleTexts} tells texts apart, {@link io.clustergateway.rules.tools.RuleBook} is what they
 * make together, {@link io.clustergateway.rules.tools.Appearance} whom a caller becomes, and {@link
 * io.clustergateway.rules.tools.Comparison} who would become somebody else.
 */
@NullMarked
package io.clustergateway.rules.tools;

import org.jspecify.annotations.NullMarked;
