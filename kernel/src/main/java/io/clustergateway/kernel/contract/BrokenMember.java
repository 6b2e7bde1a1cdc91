package io.clustergateway.kernel.contract;

/**
 * A Secret that is labelled as a member and cannot be used.
 *
 * @param fault what is wrong and what was expected, without any of the Secret's data
 * @param place what has to be mended
 */
public record BrokenMember(String name, String uid, String resourceVersion, String fault, Place place)
        implements Member {
    /** One whose Secret has to be mended. */
    public BrokenMember(String name, String uid, String resourceVersion, String fault) {
        this(name, uid, resourceVersion, fault, Place.SECRET);
    }

    /** An object at the hub that makes a member, named as the member. */
    public enum Place {
        /** Its Secret in the gateway's namespace. */
        SECRET("Secret"),
        /** Its ManagedCluster of Open Cluster Management. */
        MANAGED_CLUSTER("ManagedCluster");

        private final String kind;

        Place(String kind) {
            this.kind = kind;
        }

        /** The object's kind. */
        public String kind() {
            return kind;
        }
    }
}
