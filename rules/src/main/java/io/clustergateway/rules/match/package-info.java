/**
 * Conditions that need no expression language. {@link io.clustergateway.rules.match.Check} is as much of a rule's program
 * as can be told in nanoseconds: it says that the program is true, or false, or that it must be run. {@link
 * io.clustergateway.rules.match.RuleIndex} finds the rules of which that is worth asking.
 */
@NullMarked
package io.clustergateway.rules.match;

import org.jspecify.annotations.NullMarked;
