package io.clustergateway.kernel.contract;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the listener shows.
 *
 * @param chain leaf first, never empty
 * @param key of the leaf
 */
public record ServingCertificate(List<X509Certificate> chain, PrivateKey key) {
    /** Copies the chain. */
    public ServingCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain: empty (expected: leaf first)");
        }
        requireNonNull(key, "key");
    }

    @Override
    public String toString() {
        return "ServingCertificate[%s, key=masked]".formatted(chain.get(0).getSubjectX500Principal());
    }
}
