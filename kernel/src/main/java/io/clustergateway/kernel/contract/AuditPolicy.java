package io.clustergateway.kernel.contract;

import java.util.Optional;
import java.util.Set;

/** Which requests are audited, and at which stages. Immutable and pure: it is asked on any thread. */
@FunctionalInterface
public interface AuditPolicy {
    /** Audits nothing. */
    AuditPolicy NOTHING = (caller, request) -> Set.of();

    /**
     * The stages at which an event of this request is logged, at level Metadata; none for level None.
     *
     * @param caller empty when nobody vouches for one
     * @param request as the gateway's own API has it: of a proxied request the {@code clustergateways/proxy} it goes to
     */
    Set<AuditStage> stages(Optional<Caller> caller, Attributes request);
}
