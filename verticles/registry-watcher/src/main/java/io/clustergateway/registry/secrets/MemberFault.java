package io.clustergateway.registry.secrets;

/** Why a Secret makes no member; the message holds none of its data. */
final class MemberFault extends Exception {
    private static final long serialVersionUID = 1;

    MemberFault(String message) {
        super(message, null, false, false);
    }

    static MemberFault key(String key, String what, String expected) {
        return new MemberFault("key %s: %s (expected: %s)".formatted(key, what, expected));
    }
}
