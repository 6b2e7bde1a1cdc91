package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.config.Settings;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** {@code --tls-cipher-suites}: Go's names, which are IANA's but for two. TLS 1.3 has its own suites, always offered. */
final class CipherSuites {
    private static final Map<String, String> LEGACY_NAMES = Map.of(
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final List<String> TLS_13 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /** Empty for the platform's own choice. */
    static List<String> read(Settings serving) {
        List<String> wanted = serving.list("tlsCipherSuites", List.of());
        if (wanted.isEmpty()) {
            return List.of();
        }
        Set<String> known = known();
        Set<String> suites = new LinkedHashSet<>(TLS_13);
        for (String name : wanted) {
            String suite = LEGACY_NAMES.getOrDefault(name, name);
            if (known.contains(suite)) {
                suites.add(suite);
            } else {
                serving.fault("tlsCipherSuites", name, "names such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
            }
        }
        return new ArrayList<>(suites);
    }

    private static Set<String> known() {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has a TLS context", e);
        }
    }
}
