package io.clustergateway.identity.external;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Rule;

/** The two answers a server may give. */
sealed interface Verdict {
    /** The caller is this one at the member. */
    record Allowed(Identity identity) implements Verdict {}

    /**
     * The caller is nobody there.
     *
     * @param message one line, possibly empty
     */
    record Refused(String message) implements Verdict {
        Failure failure(Rule rule) {
            String text = "the exchanger of rule \"%s\" refuses this caller".formatted(rule.name());
            return Failure.forbidden(message.isEmpty() ? text : text + ": " + message, Hop.IDENTITY_EXCHANGE)
                    .because("Rule", rule.name())
                    .because("ExchangerRefused", message);
        }
    }
}
