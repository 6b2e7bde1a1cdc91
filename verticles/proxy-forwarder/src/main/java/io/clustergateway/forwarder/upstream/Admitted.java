package io.clustergateway.forwarder.upstream;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Impersonation;

/**
 * A request that may go to its member.
 *
 * @param pathAndQuery as the member shall see it, begins with a slash, byte for byte as received but for our own query
 *     pair; without the endpoint's path prefix and without dot segments
 * @param auditId sent to the member and to the client
 * @param credentialHeaders that must not reach the member, beside the default names
 */
public record Admitted(
        Cluster cluster,
        Impersonation impersonation,
        String pathAndQuery,
        String auditId,
        CredentialHeaders credentialHeaders) {
    /** Refuses a path that is not one. */
    public Admitted {
        if (!pathAndQuery.startsWith("/")) {
            throw new IllegalArgumentException("pathAndQuery: %s (expected: /…)".formatted(pathAndQuery));
        }
    }
}
