package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Impersonation;
import java.time.Duration;

/**
 * A request that may go to its member.
 *
 * @param caller user name at the hub
 * @param pathAndQuery as the member shall see it, begins with a slash, byte for byte as received but for our own query
 *     pair; without the endpoint's path prefix and without dot segments
 * @param auditId sent to the member and to the client
 * @param credentialHeaders that must not reach the member, beside the default names
 * @param stall how long the client may take none of the answer; zero for no limit
 */
public record Admitted(
        Cluster cluster,
        String caller,
        Impersonation impersonation,
        String pathAndQuery,
        String auditId,
        CredentialHeaders credentialHeaders,
        Duration stall) {
    /** Of nobody in particular, without a limit to how slowly the client reads. */
    public Admitted(
            Cluster cluster,
            Impersonation impersonation,
            String pathAndQuery,
            String auditId,
            CredentialHeaders credentialHeaders) {
        this(cluster, "", impersonation, pathAndQuery, auditId, credentialHeaders, Duration.ZERO);
    }

    /** Refuses a path that is not one. */
    public Admitted {
        if (!pathAndQuery.startsWith("/")) {
            throw new IllegalArgumentException("pathAndQuery: %s (expected: /…)".formatted(pathAndQuery));
        }
    }
}
