package io.clustergateway.certificate;

import io.clustergateway.certificates.Authority;
import io.clustergateway.certificates.Pair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What to do at a moment, and nothing but that: a pure function of what is stored, what the hub believes, and the clock.
 * Blocks for the making of keys.
 */
final class Plan {
    private static final Duration LEAST_GAIN = Duration.ofMinutes(1);
    /** For a roll-out that begins with pods which serve another certificate. */
    private static final Duration TAKE_OVER = Duration.ofDays(1);

    private final Pace pace;
    private final Instant now;
    private final Optional<Aggregation> hub;
    private final boolean nextIsKnown;
    private final List<String> reasons = new ArrayList<>();

    private Plan(Pace pace, Instant now, Optional<Aggregation> hub, boolean nextIsKnown) {
        this.pace = pace;
        this.now = now;
        this.hub = hub;
        this.nextIsKnown = nextIsKnown;
    }

    /**
     * The next step.
     *
     * @param hub empty when the APIService cannot be read: then nothing is made for which its names are needed
     * @param nextIsKnown whether there is a next authority, and has been in caBundle for the overlap
     */
    static Step of(Stored stored, Optional<Aggregation> hub, boolean nextIsKnown, Pace pace, Instant now) {
        return new Plan(pace, now, hub, nextIsKnown).step(stored);
    }

    private Step step(Stored stored) {
        if (stored instanceof Stored.Sound sound) {
            return kept(sound.holding());
        }
        if (stored instanceof Stored.Broken broken) {
            return anew("made anew, since the Secret was broken: " + broken.fault(), broken.bundle(), pace.leafLife());
        }
        return stored instanceof Stored.Absent ? anew("made", List.of(), TAKE_OVER) : Step.NOTHING;
    }

    private Step kept(Holding stored) {
        boolean ended = !now.isBefore(end(stored.signer().certificate()));
        if (ended && !nextIsKnown) {
            return anew("made anew, since its authority has ended", stored.bundle(), pace.leafLife());
        }
        Holding holding = renewed(advanced(prepared(forgotten(stored))));
        return new Step(Optional.of(holding).filter(changed -> !reasons.isEmpty()), holding.bundle(), reasons);
    }

    /** Whoever was believed is believed on for a while, because replicas may serve what they signed. */
    private Step anew(String reason, List<X509Certificate> believed, Duration on) {
        if (hub.isEmpty()) {
            return Step.NOTHING;
        }
        List<X509Certificate> former = new ArrayList<>(new LinkedHashSet<>(believed));
        hub.get().believed().stream().filter(each -> !former.contains(each)).forEach(former::add);
        former.removeIf(each -> !now.isBefore(end(each)));
        Authority authority = authority();
        Optional<Instant> until = former.isEmpty() ? Optional.empty() : Optional.of(now.plus(on));
        Holding holding = new Holding(leaf(authority, hub.get().names()), authority, Optional.empty(), former, until);
        return new Step(Optional.of(holding), holding.bundle(), List.of(reason));
    }

    private Holding forgotten(Holding holding) {
        boolean over =
                holding.formerUntil().filter(until -> now.isBefore(until)).isEmpty();
        List<X509Certificate> left = over
                ? List.of()
                : holding.former().stream()
                        .filter(each -> now.isBefore(end(each)))
                        .toList();
        if (left.equals(holding.former())) {
            return holding;
        }
        reasons.add("former authorities are believed no more");
        return holding.believing(left, left.isEmpty() ? Optional.empty() : holding.formerUntil());
    }

    private Holding prepared(Holding holding) {
        if (holding.next().isPresent()
                || !pace.isAuthorityDue(end(holding.signer().certificate()), now)) {
            return holding;
        }
        reasons.add("next authority made");
        return holding.preparing(authority());
    }

    private Holding advanced(Holding holding) {
        if (!nextIsKnown || holding.next().isEmpty()) {
            return holding;
        }
        reasons.add("next authority signs");
        Authority signer = holding.next().get();
        List<X509Certificate> former = new ArrayList<>(holding.former());
        former.add(holding.signer().certificate());
        Instant lastEnd = end(holding.leaf().leaf());
        Instant until =
                holding.formerUntil().filter(time -> time.isAfter(lastEnd)).orElse(lastEnd);
        return new Holding(leaf(signer, names(holding)), signer, Optional.empty(), former, Optional.of(until));
    }

    private Holding renewed(Holding holding) {
        Instant end = end(holding.leaf().leaf());
        Instant nextEnd = pace.leafEnd(now, end(holding.signer().certificate()));
        if (!holding.leaf().dnsNames().containsAll(names(holding))) {
            reasons.add("certificate made for other names");
        } else if (pace.isLeafDue(end, now) && nextEnd.isAfter(end.plus(LEAST_GAIN))) {
            reasons.add("certificate renewed");
        } else {
            return holding;
        }
        return holding.with(leaf(holding.signer(), names(holding)));
    }

    private List<String> names(Holding holding) {
        return hub.map(Aggregation::names).orElseGet(() -> holding.leaf().dnsNames());
    }

    private Authority authority() {
        String name = "cluster-gateway-ca-" + UUID.randomUUID();
        return Authority.make(name, now.minus(pace.backdate()), now.plus(pace.authorityLife()));
    }

    private Pair leaf(Authority authority, List<String> names) {
        return authority.issue(names, now.minus(pace.backdate()), pace.leafEnd(now, end(authority.certificate())));
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }
}
