package io.clustergateway.rules;

import io.clustergateway.rules.Decision.Reason;
import io.clustergateway.rules.Decision.Refused;
import java.util.Optional;

/** The words in which a client is told that nothing goes to the member. */
final class Refusals {
    private Refusals() {}

    static Decision failed(Rule rule) {
        return new Refused(
                Reason.FAILED, "identity rule %s could not be evaluated".formatted(rule.name()), Optional.of(rule));
    }

    static Decision noIdentity(Rule rule, String fault) {
        return new Refused(
                Reason.NO_IDENTITY,
                "identity rule %s gives no identity: %s".formatted(rule.name(), fault),
                Optional.of(rule));
    }

    static Decision notPassable(String fault) {
        return new Refused(Reason.NO_IDENTITY, "the caller's identity cannot be passed on: " + fault, Optional.empty());
    }

    static Decision denied() {
        return new Refused(Reason.DENIED, "no identity rule matches, and the default action is Deny", Optional.empty());
    }
}
