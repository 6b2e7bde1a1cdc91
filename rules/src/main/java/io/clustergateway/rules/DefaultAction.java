package io.clustergateway.rules;

import java.util.Arrays;
import java.util.Optional;

/** What happens to a caller whom no rule matches: {@code spec.defaultAction}. */
public enum DefaultAction {
    /** Their own identity goes to the member, as in the Go program. */
    IMPERSONATE("Impersonate"),
    /** Nothing goes to the member. */
    DENY("Deny");

    private final String text;

    DefaultAction(String text) {
        this.text = text;
    }

    /** The action of this name. */
    public static Optional<DefaultAction> of(String text) {
        return Arrays.stream(values())
                .filter(action -> action.text.equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
