package io.clustergateway.rules;

/** For whom a rule set holds. A member's own rules are asked first. */
public enum Scope {
    /** Every member. */
    GLOBAL,
    /** The one member in whose annotation it stands, whatever its rules say. */
    MEMBER
}
