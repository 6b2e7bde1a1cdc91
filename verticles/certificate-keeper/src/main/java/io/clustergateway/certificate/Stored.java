package io.clustergateway.certificate;

import io.clustergateway.certificates.Pair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What was found under the Secret's name. */
sealed interface Stored {
    /** The pair to serve, if it can be. */
    Optional<Pair> served();

    /** Nothing. */
    record Absent() implements Stored {
        @Override
        public Optional<Pair> served() {
            return Optional.empty();
        }
    }

    /**
     * Somebody else's, which is served and never written.
     *
     * @param fault why it cannot be served; empty when it can
     */
    record Foreign(Optional<Pair> served, String fault) implements Stored {}

    /**
     * Ours, and broken.
     *
     * @param fault what is wrong
     * @param bundle what is left of those to be believed
     */
    record Broken(String fault, Optional<Pair> served, List<X509Certificate> bundle) implements Stored {}

    /** Ours, and whole. */
    record Sound(Holding holding) implements Stored {
        @Override
        public Optional<Pair> served() {
            return Optional.of(holding.leaf());
        }
    }
}
