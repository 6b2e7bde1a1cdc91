package io.clustergateway.identity;

import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.rules.PassingPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says plainly, where it may surprise, as whom callers appear at members; takes it back when it is no longer so. */
final class PassingNotice {
    private static final Logger log = LoggerFactory.getLogger(PassingNotice.class);

    private final Readiness readiness;
    private final IdentitySettings settings;

    PassingNotice(Readiness readiness, IdentitySettings settings) {
        this.readiness = readiness;
        this.settings = settings;
    }

    void tell(RulesState rules) {
        boolean off = !settings.passing();
        tell(
                "identity-passing",
                off,
                "every caller acts with the member credential's own identity"
                        + " (mend: --feature-gates=ClientIdentityPenetration=true passes the caller's)");
        tell(
                "identity-rules-unused",
                off && settings.rules().isPresent(),
                "identity passing is off, so the identity rules do nothing but for requests with ?impersonate=true"
                        + " (mend: --feature-gates=ClientIdentityPenetration=true)");
        tell(
                "identity-system-groups",
                !off && passesSystemGroups(rules),
                "groups such as system:masters of the hub are passed on to members (mend:"
                        + " spec.impersonation.dropSystemGroups: true in the rules of --cluster-gateway-proxy-config)");
    }

    private void tell(String name, boolean holds, String text) {
        if (!holds) {
            readiness.clear(name);
        } else if (!readiness.warnings().containsKey(name)) {
            readiness.warn(name, text);
            log.warn("{}: {}", name, text);
        }
    }

    private static boolean passesSystemGroups(RulesState rules) {
        return rules.inForce()
                .map(loaded -> !loaded.rules()
                        .impersonation()
                        .over(PassingPolicy.DEFAULT)
                        .dropSystemGroups())
                .orElse(false);
    }
}
