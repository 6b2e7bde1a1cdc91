/**
 * The expression language of rules: the only room that knows {@code dev.cel}. {@link io.clustergateway.rules.cel.Language}
 * turns the text of a rule into a checked program, {@link io.clustergateway.rules.cel.Activation} is the question it is
 * asked about. Whatever an expression does wrong while it runs comes out as {@link
 * io.clustergateway.rules.cel.EvaluationFailed}.
 */
@NullMarked
package io.clustergateway.rules.cel;

import org.jspecify.annotations.NullMarked;
