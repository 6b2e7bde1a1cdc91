package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.BrokenMember;

/** Why a Secret makes no member; the message holds none of its data. */
public final class MemberFault extends Exception {
    private static final long serialVersionUID = 1;

    private final BrokenMember.Place place;

    /** A fault in these words. */
    public MemberFault(String message) {
        this(message, BrokenMember.Place.SECRET);
    }

    private MemberFault(String message, BrokenMember.Place place) {
        super(message, null, false, false);
        this.place = place;
    }

    /** A fault of one key: what is wrong with it and what was expected. */
    public static MemberFault key(String key, String what, String expected) {
        return new MemberFault("key %s: %s (expected: %s)".formatted(key, what, expected));
    }

    /** A fault of one field of the ManagedCluster of the member's name. */
    static MemberFault managed(String field, String what, String expected) {
        return new MemberFault(
                "%s: %s (expected: %s)".formatted(field, what, expected), BrokenMember.Place.MANAGED_CLUSTER);
    }

    /** The Secret is as it should be, and the program that it names gives no credential. */
    public static MemberFault plugin(String message) {
        return new MemberFault(message, BrokenMember.Place.PLUGIN);
    }

    BrokenMember broken(ObjectMetadata secret) {
        String named = place == BrokenMember.Place.MANAGED_CLUSTER
                ? "ManagedCluster " + secret.name()
                : "Secret " + secret.namespace() + "/" + secret.name();
        return new BrokenMember(
                secret.name(), secret.uid(), secret.resourceVersion(), "%s: %s".formatted(named, getMessage()), place);
    }
}
