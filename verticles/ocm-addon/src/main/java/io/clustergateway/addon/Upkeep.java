package io.clustergateway.addon;

import io.clustergateway.hub.MemberCondition;
import io.clustergateway.kernel.contract.Member;
import java.util.Optional;

/**
 * What an add-on needs, decided from its member alone.
 *
 * @param condition what its condition {@code Available} has to say; empty when it may stay as it is
 * @param lease what becomes of its Lease
 */
record Upkeep(Optional<MemberCondition> condition, Lease lease) {
    /** Reasons and words of OCM's own lease controller; the same ones, so that it and we never rewrite each other. */
    private static final String OCM_REASON = "ManagedClusterAddOnLease";

    private static final MemberCondition OCM_AVAILABLE = new MemberCondition(
            "True", "ManagedClusterAddOnLeaseUpdated", "%s add-on is available.".formatted(AddOn.NAME));

    /** What to do with the Lease. */
    enum Lease {
        /** Nobody looks at it. */
        LEAVE,
        /** The gateway serves the member. */
        RENEW,
        /** It does not: OCM shall not wait five minutes to see it. */
        GIVE_UP
    }

    static Upkeep of(Member member, AddOn addOn) {
        MemberCondition wanted = MemberCondition.of(member);
        Optional<MemberCondition> present = MemberCondition.in(addOn.conditions(), AddOn.AVAILABLE);
        if (addOn.customized()) {
            return new Upkeep(Optional.of(wanted).filter(each -> !present.equals(Optional.of(each))), Lease.LEAVE);
        }
        boolean sameStatus =
                present.filter(each -> each.status().equals(wanted.status())).isPresent();
        boolean byOcm =
                present.filter(each -> each.reason().startsWith(OCM_REASON)).isPresent();
        return switch (wanted.status()) {
            case "True" -> new Upkeep(sameStatus ? Optional.empty() : Optional.of(OCM_AVAILABLE), Lease.RENEW);
            case "False" ->
                new Upkeep(
                        sameStatus && (byOcm || present.equals(Optional.of(wanted)))
                                ? Optional.empty()
                                : Optional.of(wanted),
                        Lease.GIVE_UP);
            default -> new Upkeep(present.isPresent() ? Optional.empty() : Optional.of(wanted), Lease.LEAVE);
        };
    }
}
