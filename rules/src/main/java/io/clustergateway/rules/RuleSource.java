package io.clustergateway.rules;

import static java.util.Objects.requireNonNull;

/**
 * A rule text: a file of the mount, or a member's annotation.
 *
 * @param name in messages: the file's name, or {@code annotation of member NAME}
 * @param text YAML or JSON, one or more documents; may be anything
 */
public record RuleSource(String name, String text) {
    /** Checks that nothing is null. */
    public RuleSource {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
    }
}
