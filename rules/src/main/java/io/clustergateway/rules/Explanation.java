package io.clustergateway.rules;

import java.util.List;

/**
 * A decision and how it came about.
 *
 * @param asked every rule asked, in order, the deciding one last
 */
public record Explanation(List<Trace> asked, Decision decision) {
    /** Copies the list. */
    public Explanation {
        asked = List.copyOf(asked);
    }
}
