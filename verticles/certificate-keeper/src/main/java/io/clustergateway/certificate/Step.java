package io.clustergateway.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link Plan} asks for: first the bundle into the APIService, then the Secret.
 *
 * @param write what the Secret is to hold; empty to leave it
 * @param bundle what caBundle is to hold; empty to leave it
 * @param reasons of the write, for the log
 */
record Step(Optional<Holding> write, List<X509Certificate> bundle, List<String> reasons) {
    static final Step NOTHING = new Step(Optional.empty(), List.of(), List.of());

    Step {
        bundle = List.copyOf(bundle);
        reasons = List.copyOf(reasons);
    }
}
