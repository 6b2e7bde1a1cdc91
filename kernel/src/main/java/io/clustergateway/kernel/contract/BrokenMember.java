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

    /** What makes a member: an object at the hub, named as the member, or a program. */
    public enum Place {
        /** Its Secret in the gateway's namespace. */
        SECRET("Secret", "its Secret"),
        /** Its ManagedCluster of Open Cluster Management. */
        MANAGED_CLUSTER("ManagedCluster", "its ManagedCluster"),
        /** The program that its Secret names, which gives no credential. */
        PLUGIN("Plugin", "the plugin; the gateway tries again by itself");

        private final String kind;
        private final String mend;

        Place(String kind, String mend) {
            this.kind = kind;
            this.mend = mend;
        }

        /** What has to be mended, in words. */
        public String mend() {
            return mend;
        }

        /** The object's kind. */
        public String kind() {
            return kind;
        }
    }
}
