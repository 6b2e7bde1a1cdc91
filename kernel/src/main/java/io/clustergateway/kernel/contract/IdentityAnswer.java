package io.clustergateway.kernel.contract;

/**
 * Who the caller is at the member.
 *
 * @param ruleSetVersion of the rules that decided, empty when none are in force
 * @param reusable whether every request of the same caller to the same version of the member gets this answer
 * @param validUntil reading of {@link io.clustergateway.kernel.Ticker} past which it must be asked again
 */
public record IdentityAnswer(Impersonation impersonation, String ruleSetVersion, boolean reusable, long validUntil) {}
