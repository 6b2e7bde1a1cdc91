package io.clustergateway.identity.external;

import io.clustergateway.certificates.Pair;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What TLS files held.
 *
 * @param ca PEM; empty for the system's roots
 * @param pair shown to the server
 * @param stamps equal as long as the files are the same
 */
record TlsMaterial(Optional<Buffer> ca, Optional<Pair> pair, List<Object> stamps) {
    void configure(HttpClientOptions options) {
        trust().ifPresent(options::setTrustOptions);
        pair.ifPresent(shown -> options.setKeyCertOptions(new Shown(shown)));
    }

    /** @throws Exception when the CA is no PEM that Java reads */
    void check(Vertx vertx) throws Exception {
        if (trust().isPresent()) {
            trust().get().getTrustManagerFactory(vertx);
        }
    }

    private Optional<PemTrustOptions> trust() {
        return ca.map(pem -> new PemTrustOptions().addCertValue(pem));
    }

    @Override
    public String toString() {
        return "TlsMaterial[***]";
    }

    /** Equal by value, unlike what {@code KeyCertOptions.wrap} gives: what Vert.x keeps by its options is made anew for others. */
    private record Shown(Pair pair) implements KeyCertOptions {
        @Override
        public KeyCertOptions copy() {
            return this;
        }

        @Override
        public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
            return KeyCertOptions.wrap(pair.clientKeyManager()).getKeyManagerFactory(vertx);
        }

        @Override
        public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
            return serverName -> null;
        }

        @Override
        public String toString() {
            return "Shown[***]";
        }
    }
}
