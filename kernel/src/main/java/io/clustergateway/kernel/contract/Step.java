package io.clustergateway.kernel.contract;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way by which a table came about, one changed name after the other; told apart by identity. It begins anew when it
 * gets as long as the table is big, so that it holds no more than that and on the whole costs nothing more.
 */
final class Step {
    private static final int LEAST = 1_024;

    private final String name;
    private final @Nullable Step before;
    private final int length;

    private Step(String name, @Nullable Step before, int length) {
        this.name = name;
        this.before = before;
        this.length = length;
    }

    /** The beginning of a way of its own. */
    static Step first() {
        return new Step("", null, 0);
    }

    /** @param size of the table */
    Step then(String changed, int size) {
        return length < Math.max(LEAST, size) ? new Step(changed, this, length + 1) : first();
    }

    /** The names changed since; empty when that is not on this way. */
    Optional<Set<String>> since(Step earlier) {
        Set<String> names = new HashSet<>();
        for (Step step = this; step != null; step = step.before) {
            if (step == earlier) {
                return Optional.of(names);
            }
            names.add(step.name);
        }
        return Optional.empty();
    }
}
