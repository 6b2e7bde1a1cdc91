package io.clustergateway.kernel.contract;

import java.util.Optional;

/**
 * A member answered 401: it knows the gateway's own credential no more.
 *
 * @param connectionKey of the credential that was shown, so that news of an old one does nothing
 */
public record CredentialRejected(String name, String uid, String connectionKey) {
    /** Of a cluster as it was asked; empty when nobody can issue it another credential. */
    public static Optional<CredentialRejected> of(Cluster cluster) {
        return cluster.credential() instanceof Credential.Issued
                ? Optional.of(new CredentialRejected(cluster.name(), cluster.uid(), cluster.connectionKey()))
                : Optional.empty();
    }
}
