package io.clustergateway.rules;

import java.util.Arrays;
import java.util.Optional;

/** What a rule does with a caller it matches; the names are those of the Go program. */
public enum RuleType {
    /** Act with the member credential's own identity. */
    PRIVILEGED("PrivilegedIdentityExchanger"),
    /** Become somebody whom the rule names or computes. */
    STATIC_MAPPING("StaticMappingIdentityExchanger"),
    /** Become whom a server says. */
    EXTERNAL("ExternalIdentityExchanger");

    private final String text;

    RuleType(String text) {
        this.text = text;
    }

    /** The type of this name, as it stands in {@code type}. */
    public static Optional<RuleType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
