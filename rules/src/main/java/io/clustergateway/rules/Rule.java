package io.clustergateway.rules;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A rule as operators see it.
 *
 * @param name unique in its scope, never empty
 * @param priority the higher one is asked first
 * @param at where it begins
 * @param exchanger present exactly for external rules
 */
public record Rule(
        String name, Scope scope, RuleType type, int priority, Position at, Optional<ExternalExchanger> exchanger) {
    /** Checks that nothing is null. */
    public Rule {
        requireNonNull(name, "name");
        requireNonNull(scope, "scope");
        requireNonNull(type, "type");
        requireNonNull(at, "at");
        requireNonNull(exchanger, "exchanger");
    }
}
