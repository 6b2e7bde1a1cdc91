package io.clustergateway.rules.match;

/**
 * What is known of a condition without running it. The logic is that of CEL, with {@link #UNKNOWN} where CEL may throw:
 * there {@code false && error} is false and {@code true || error} is true, in either order.
 */
public enum Verdict {
    HOLDS,
    FAILS,
    UNKNOWN;

    static Verdict of(boolean holds) {
        return holds ? HOLDS : FAILS;
    }

    Verdict negated() {
        return switch (this) {
            case HOLDS -> FAILS;
            case FAILS -> HOLDS;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
