package io.clustergateway.kernel.contract;

/** What the gateway shows to a member. */
public sealed interface Credential {
    /** The value of the label {@code cluster.core.oam.dev/cluster-credential-type}. */
    String type();

    /**
     * A client certificate.
     *
     * @param certificatePem leaf first
     * @param keyPem PKCS#8, PKCS#1 or SEC1
     */
    record ClientCertificate(String certificatePem, String keyPem) implements Credential {
        @Override
        public String type() {
            return "X509Certificate";
        }

        @Override
        public String toString() {
            return "ClientCertificate[masked]";
        }
    }

    /** A bearer token, usually of a ServiceAccount at the member. */
    record BearerToken(String token) implements Credential {
        @Override
        public String type() {
            return "ServiceAccountToken";
        }

        @Override
        public String toString() {
            return "BearerToken[masked]";
        }
    }
}
