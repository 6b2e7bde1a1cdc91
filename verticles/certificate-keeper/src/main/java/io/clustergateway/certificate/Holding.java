package io.clustergateway.certificate;

import io.clustergateway.certificates.Authority;
import io.clustergateway.certificates.Pair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What the Secret holds, whole.
 *
 * @param leaf in service
 * @param signer who signs leaves
 * @param next who will, once every API server of the hub can know it
 * @param former who are still believed: they signed leaves that may be in service
 * @param formerUntil when the last of those leaves has ended
 */
record Holding(
        Pair leaf,
        Authority signer,
        Optional<Authority> next,
        List<X509Certificate> former,
        Optional<Instant> formerUntil) {
    Holding {
        former = List.copyOf(former);
    }

    /** Everybody who is to be believed, the signer first. */
    List<X509Certificate> bundle() {
        List<X509Certificate> bundle = new ArrayList<>(List.of(signer.certificate()));
        next.map(Authority::certificate).ifPresent(bundle::add);
        bundle.addAll(former);
        return List.copyOf(new LinkedHashSet<>(bundle));
    }

    Holding with(Pair other) {
        return new Holding(other, signer, next, former, formerUntil);
    }

    Holding preparing(Authority authority) {
        return new Holding(leaf, signer, Optional.of(authority), former, formerUntil);
    }

    Holding believing(List<X509Certificate> others, Optional<Instant> until) {
        return new Holding(leaf, signer, next, others, until);
    }
}
