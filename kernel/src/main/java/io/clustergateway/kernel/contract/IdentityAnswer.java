package io.clustergateway.kernel.contract;

import java.util.Set;

/**
 * Who the caller is at the member.
 *
 * @param rule that decided, empty when none did
 * @param ruleSetVersion of the rules that decided, empty when none are in force
 * @param dependsOn every variable in which another request of the same caller to the same version of the member may
 *     differ and get another answer; empty when all of them get this one
 * @param validUntil reading of {@link io.clustergateway.kernel.Ticker} past which it must be asked again
 */
public record IdentityAnswer(
        Impersonation impersonation,
        String rule,
        String ruleSetVersion,
        Set<RequestVariable> dependsOn,
        long validUntil) {
    /** Copies the set. */
    public IdentityAnswer {
        dependsOn = Set.copyOf(dependsOn);
    }
}
