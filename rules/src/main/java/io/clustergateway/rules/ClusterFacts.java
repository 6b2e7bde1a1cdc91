package io.clustergateway.rules;

import java.util.Map;

/**
 * What rules may know of a member.
 *
 * @param labels of its Secret, without those of {@code cluster.core.oam.dev}
 * @param alias empty for none
 * @param provider empty for none
 */
public record ClusterFacts(String name, Map<String, String> labels, String alias, String provider) {
    /** Copies the labels. */
    public ClusterFacts {
        labels = Map.copyOf(labels);
    }
}
