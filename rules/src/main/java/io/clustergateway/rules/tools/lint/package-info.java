/**
 * What is wrong or doubtful in rule texts: {@link io.clustergateway.rules.tools.lint.Linter} gives the faults that the
 * gateway finds, and warnings about what it takes but its author hardly meant.
 */
@NullMarked
package io.clustergateway.rules.tools.lint;

import org.jspecify.annotations.NullMarked;
