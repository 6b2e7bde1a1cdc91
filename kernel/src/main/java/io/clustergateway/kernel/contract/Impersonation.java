package io.clustergateway.kernel.contract;

import static java.util.Objects.requireNonNull;

/** How a request appears at the member. */
public sealed interface Impersonation {
    /** With the identity of the member's credential itself, explicitly: no impersonation header is sent. */
    record AsCredential() implements Impersonation {}

    /** As somebody, by Impersonate-* headers. */
    record As(Caller identity) implements Impersonation {
        /** Refuses null, because a missing identity would mean the credential's own. */
        public As {
            requireNonNull(identity, "identity");
        }
    }
}
