package io.clustergateway.dist;

import io.clustergateway.kernel.StartFault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code --feature-gates}: the Go program's gates. A gate nobody knows stops the start, because a misspelt {@code
 * ClientIdentityPenetration} would let every caller act with the members' credentials.
 */
final class FeatureGates {
    static final String IDENTITY_PASSING = "ClientIdentityPenetration";
    static final String HEALTHINESS = "HealthinessCheck";

    private static final Set<String> KNOWN =
            Set.of(IDENTITY_PASSING, HEALTHINESS, "SecretCache", "OCMClusterCache", "APIPriorityAndFairness");

    private FeatureGates() {}

    /**
     * @param entries {@code NAME=true|false}; empty ones are ignored, as the Go chart leaves a trailing comma
     * @throws StartFault naming the entry and what was expected
     */
    static Map<String, Boolean> parse(List<String> entries) {
        Map<String, Boolean> gates = new TreeMap<>();
        for (String entry : entries) {
            String[] pair = entry.strip().split("=", 2);
            if (pair[0].isEmpty() && pair.length == 1) {
                continue;
            }
            if (!KNOWN.contains(pair[0])) {
                throw new StartFault("--feature-gates: unrecognized feature gate: %s (expected: one of %s)"
                        .formatted(
                                pair[0],
                                String.join(", ", KNOWN.stream().sorted().toList())));
            }
            if (pair.length == 1 || !Set.of("true", "false").contains(pair[1])) {
                throw new StartFault(
                        "--feature-gates: %s (expected: %s=true or %s=false)".formatted(entry, pair[0], pair[0]));
            }
            gates.put(pair[0], Boolean.valueOf(pair[1]));
        }
        return gates;
    }
}
