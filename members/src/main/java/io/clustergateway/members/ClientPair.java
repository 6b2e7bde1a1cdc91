package io.clustergateway.members;

import io.clustergateway.certificates.Pair;
import io.clustergateway.kernel.contract.Credential;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a member is shown, read where Vert.x asks for it: on a worker, before the first connection. Its own
 * {@link io.vertx.core.net.PemKeyCertOptions} puts the key through a PKCS12 store, which costs 10,000 rounds of a key derivation
 * five times.
 */
record ClientPair(Credential.ClientCertificate certificate) implements KeyCertOptions {
    @Override
    public KeyCertOptions copy() {
        return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
        Pair pair = new Pair(Pair.certificates(certificate.certificatePem()), Pair.key(certificate.keyPem()));
        return KeyCertOptions.wrap(pair.clientKeyManager()).getKeyManagerFactory(vertx);
    }

    @Override
    public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return serverName -> null;
    }
}
