package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.Position;
import java.util.List;

/**
 * Cases for the same rules.
 *
 * @param rules files and folders, relative to that of the cases
 * @param shadow whether the shadow rules are asked instead of those in force
 */
public record CaseSet(List<String> rules, boolean shadow, List<TestCase> cases, Position at) {
    /** Copies the lists. */
    public CaseSet {
        rules = List.copyOf(rules);
        cases = List.copyOf(cases);
    }
}
