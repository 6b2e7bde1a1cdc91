package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.certificates.Issued;

/** How a user of a kubeconfig, or a gateway towards a member, shows who it is. */
public sealed interface Credential {

    static Credential of(Issued certificate) {
        return new ClientCertificate(certificate);
    }

    static Credential token(String token) {
        return new Token(token);
    }

    /** A client certificate with its key. */
    record ClientCertificate(Issued issued) implements Credential {}

    /** A bearer token. */
    record Token(String token) implements Credential {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }
}
