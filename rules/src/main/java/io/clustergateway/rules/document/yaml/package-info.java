/**
 * YAML and JSON texts → trees of nodes with their places; it knows nothing of rules. {@link
 * io.clustergateway.rules.document.yaml.TreeReader} reads, bounded in size, depth and number of values, without aliases
 * and types of the text's choice; {@link io.clustergateway.rules.document.yaml.Faults} collects what is wrong with a
 * text, of whatever kind.
 */
@NullMarked
package io.clustergateway.rules.document.yaml;

import org.jspecify.annotations.NullMarked;
