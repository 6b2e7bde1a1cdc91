package io.clustergateway.registry.secrets;

/** Labels, annotations and keys of a member Secret: the contract with KubeVela and the Go program. */
final class Names {
    static final String GROUP_PREFIX = "cluster.core.oam.dev/";
    static final String CREDENTIAL_TYPE = GROUP_PREFIX + "cluster-credential-type";
    static final String ENDPOINT_TYPE = GROUP_PREFIX + "cluster-endpoint-type";
    static final String PROVIDER = GROUP_PREFIX + "provider";
    static final String ALIAS = GROUP_PREFIX + "cluster-alias";
    static final String OFFLINE = GROUP_PREFIX + "offline";
    static final String RULES = GROUP_PREFIX + "cluster-gateway-proxy-configuration";
    static final String HEALTHY = "status." + GROUP_PREFIX + "healthy";
    static final String HEALTHY_REASON = "status." + GROUP_PREFIX + "healthy-reason";

    private Names() {}
}
