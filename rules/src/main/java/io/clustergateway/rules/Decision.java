package io.clustergateway.rules;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What the rules say about a question. There is no fifth way: whatever goes wrong is {@link Refused}. */
public sealed interface Decision {
    /** The rule that decided; empty when none matched. */
    Optional<Rule> rule();

    /** Act with the member credential's own identity: a privileged rule says so explicitly. */
    record AsCredential(Rule by) implements Decision {
        @Override
        public Optional<Rule> rule() {
            return Optional.of(by);
        }
    }

    /** Appear as somebody. */
    record As(Identity identity, Optional<Rule> rule) implements Decision {
        /** Refuses null, because a missing identity would mean the credential's own. */
        public As {
            requireNonNull(identity, "identity");
        }
    }

    /** Ask the rule's server, and refuse when it does not answer. */
    record AskExternal(Rule by) implements Decision {
        @Override
        public Optional<Rule> rule() {
            return Optional.of(by);
        }
    }

    /**
     * Nothing goes to the member.
     *
     * @param reason CamelCase and stable
     * @param message for the client: names the rule, and never a credential or an internal address
     */
    record Refused(Reason reason, String message, Optional<Rule> rule) implements Decision {}

    /** Why nothing goes to the member. */
    enum Reason {
        /** No rule matches and {@code defaultAction} is Deny. */
        DENIED("IdentityDenied"),
        /** A rule threw while it was evaluated, or passed its limits. */
        FAILED("RuleFailed"),
        /** A rule computed what cannot be an identity: an empty user, a control character. */
        NO_IDENTITY("IdentityInvalid");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
