package io.clustergateway.health;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.http.HttpConnection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * When the certificates between us and the members end, and a warning before; and when tokens end, of which no warning is
 * given, because many are renewed each hour. Used on one context only.
 */
final class Certificates {
    static final String PREFIX = "member-certificate/";

    private final Readiness readiness;
    private final ProbeMetrics metrics;
    private final MemberEvents events;
    private final Clock clock;
    private final Duration before;
    private final Map<String, Map<CertificateKind, Instant>> ends = new HashMap<>();

    Certificates(Readiness readiness, ProbeMetrics metrics, MemberEvents events, Clock clock, Duration before) {
        this.readiness = readiness;
        this.metrics = metrics;
        this.events = events;
        this.clock = clock;
        this.before = before;
    }

    /** Reads the client certificate or the token of a member that is new or has another credential. */
    void of(Cluster cluster) {
        forget(cluster.name());
        cluster.credential()
                .clientCertificate()
                .flatMap(certificate -> end(certificate.certificatePem()))
                .ifPresent(end -> note(cluster, CertificateKind.CLIENT, end));
        if (cluster.credential() instanceof Credential.BearerToken token) {
            token.end().ifPresent(end -> metrics.tokenEnds(cluster.name(), end));
        }
    }

    /** Reads the certificate a member served on a connection that has not been looked at before. */
    void of(Cluster cluster, HttpConnection connection) {
        try {
            List<Certificate> chain = connection.peerCertificates();
            if (!chain.isEmpty() && chain.get(0) instanceof X509Certificate leaf) {
                note(cluster, CertificateKind.SERVING, leaf.getNotAfter().toInstant());
            }
        } catch (SSLPeerUnverifiedException e) {
            forget(cluster.name(), CertificateKind.SERVING);
        }
    }

    /** Whether our own certificate has ended, which a member may refuse without words. */
    boolean isClientExpired(String name) {
        Instant end = ends.getOrDefault(name, Map.of()).get(CertificateKind.CLIENT);
        return end != null && end.isBefore(clock.instant());
    }

    /** Warns of what ends soon, now that time has passed. */
    void check(Cluster cluster) {
        Map<CertificateKind, Instant> known = ends.getOrDefault(cluster.name(), Map.of());
        Instant soon = clock.instant().plus(before);
        String warning = known.entrySet().stream()
                .filter(entry -> entry.getValue().isBefore(soon))
                .map(entry -> words(entry.getKey(), entry.getValue()))
                .reduce((left, right) -> left + "; " + right)
                .orElse("");
        String name = PREFIX + cluster.name();
        if (warning.isEmpty()) {
            readiness.clear(name);
        } else if (!warning.equals(readiness.warnings().get(name))) {
            readiness.warn(name, warning);
            events.warn(cluster, "CertificateExpiring", warning);
        }
    }

    void forget(String name) {
        for (CertificateKind kind : CertificateKind.values()) {
            forget(name, kind);
        }
        ends.remove(name);
        metrics.tokenEnds(name);
        readiness.clear(PREFIX + name);
    }

    private void forget(String name, CertificateKind kind) {
        if (ends.getOrDefault(name, Map.of()).containsKey(kind)) {
            ends.get(name).remove(kind);
            metrics.ends(name, kind);
        }
    }

    private void note(Cluster cluster, CertificateKind kind, Instant end) {
        ends.computeIfAbsent(cluster.name(), name -> new EnumMap<>(CertificateKind.class))
                .put(kind, end);
        metrics.ends(cluster.name(), kind, end);
    }

    private String words(CertificateKind kind, Instant end) {
        String ends = end.isBefore(clock.instant()) ? "ended" : "ends";
        return "%s %s at %s (mend: renew it)".formatted(kind.words(), ends, end.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<Instant> end(String pem) {
        try {
            Certificate leaf = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return leaf instanceof X509Certificate x509
                    ? Optional.of(x509.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }
}
