package io.clustergateway.testkit.pocket;

import static java.util.Objects.requireNonNull;

/** Where a gateway listens, and the CA (PEM) its serving certificate must be of, as in an APIService. */
public record Backend(String host, int port, String authorityPem) {

    public Backend {
        requireNonNull(host, "host");
        requireNonNull(authorityPem, "authorityPem");
    }
}
