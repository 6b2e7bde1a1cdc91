package io.clustergateway.registry.secrets;

/** Why a Secret makes no member; the message holds none of its data. */
public final class MemberFault extends Exception {
    private static final long serialVersionUID = 1;

    /** A fault in these words. */
    public MemberFault(String message) {
        super(message, null, false, false);
    }

    /** A fault of one key: what is wrong with it and what was expected. */
    public static MemberFault key(String key, String what, String expected) {
        return new MemberFault("key %s: %s (expected: %s)".formatted(key, what, expected));
    }
}
