package io.clustergateway.identity.external;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Optional;

/**
 * What TLS files held.
 *
 * @param ca PEM; empty for the system's roots
 * @param certificate PEM, leaf first; present exactly when the key is
 * @param stamps equal as long as the files are the same
 */
record TlsMaterial(Optional<Buffer> ca, Optional<Buffer> certificate, Optional<Buffer> key, List<Object> stamps) {
    void configure(HttpClientOptions options) {
        trust().ifPresent(options::setTrustOptions);
        identity().ifPresent(options::setKeyCertOptions);
    }

    /** @throws Exception when it is no PEM that Java reads */
    void check(Vertx vertx) throws Exception {
        if (trust().isPresent()) {
            trust().get().getTrustManagerFactory(vertx);
        }
        if (identity().isPresent()) {
            identity().get().getKeyManagerFactory(vertx);
        }
    }

    private Optional<PemTrustOptions> trust() {
        return ca.map(pem -> new PemTrustOptions().addCertValue(pem));
    }

    private Optional<PemKeyCertOptions> identity() {
        return certificate.flatMap(chain ->
                key.map(secret -> new PemKeyCertOptions().addCertValue(chain).addKeyValue(secret)));
    }

    @Override
    public String toString() {
        return "TlsMaterial[***]";
    }
}
