package io.clustergateway.health;

/**
 * What one probe found.
 *
 * @param fault why the member is not healthy, in the form of the API's HealthyReasonType; empty when it is
 */
record Finding(String fault) {
    static final Finding GOOD = new Finding("");

    /** The serving certificate is of another CA or for another name. */
    static final String CERTIFICATE_MISMATCH = "CertificateMismatch";

    static final String CERTIFICATE_EXPIRED = "CertificateExpired";
    static final String TIMEOUT = "ConnectionTimeout";

    /** There is no usable ClusterGateway of that name. */
    static final String NOT_REGISTERED = "ClusterGatewayNotRegistered";

    static Finding unknown(String what) {
        return new Finding("Unknown: " + what);
    }

    boolean isGood() {
        return fault.isEmpty();
    }
}
