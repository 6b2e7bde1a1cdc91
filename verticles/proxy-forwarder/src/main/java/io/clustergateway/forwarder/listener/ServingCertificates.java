package io.clustergateway.forwarder.listener;

import io.clustergateway.certificates.Pair;
import io.clustergateway.forwarder.listener.ListenerSettings.PairFiles;
import io.clustergateway.kernel.StartFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pairs to serve, read from their files each time these changed, or given. Shared by all instances; blocks where it
 * does not say otherwise.
 */
final class ServingCertificates {
    private static final Logger log = LoggerFactory.getLogger(ServingCertificates.class);

    private final ListenerSettings settings;
    private final SelfSignedFiles selfSigned;
    private final AtomicBoolean exchanging = new AtomicBoolean();
    private List<String> texts = List.of();
    private volatile Optional<Pair> kept = Optional.empty();
    private volatile @Nullable ServedPairs served;
    private String fault = "";

    ServingCertificates(ListenerSettings settings) {
        this.settings = settings;
        this.selfSigned = new SelfSignedFiles(settings.certDir(), settings.bindAddress());
    }

    /**
     * The pairs of this moment; the same object while nothing changed.
     *
     * @throws StartFault naming the flag, the file and the mend; what was served before may go on
     */
    synchronized ServedPairs load() {
        List<String> read = new ArrayList<>();
        settings.certificate().ifPresent(files -> read.addAll(texts(files)));
        settings.sniCertificates().forEach(files -> read.addAll(texts(files)));
        ServedPairs current = served;
        Optional<Pair> own = kept;
        if (current != null && read.equals(texts) && isCurrent(current, own)) {
            return current;
        }
        ServedPairs fresh = assemble(read, own);
        if (current != null) {
            log.info(
                    "serving certificate is exchanged subject={} notAfter={}",
                    fresh.leaf().getSubjectX500Principal(),
                    fresh.leaf().getNotAfter().toInstant());
        }
        texts = List.copyOf(read);
        served = fresh;
        return fresh;
    }

    /** The pair to serve from the next {@link #load} on, when it is the gateway's own. Does not block. */
    void keep(Pair pair) {
        kept = Optional.of(pair);
    }

    /** Whether hubs can believe what is served: a stop-gap is not what they were told of. Does not block. */
    boolean isStopGap() {
        return settings.selfManaged() && kept.isEmpty();
    }

    /** When the first of the certificates in service ends; empty before {@link #load}. Does not block. */
    Optional<Instant> end() {
        return Optional.ofNullable(served).map(ServedPairs::end);
    }

    /** That one of them ends, when whoever renews it has not done so in time; else empty. Does not block. */
    String endFault(Instant now) {
        ServedPairs current = served;
        boolean renewed = settings.certificate().isPresent()
                || settings.selfManaged()
                || !settings.sniCertificates().isEmpty();
        return current == null || !renewed || !current.isEnding(now)
                ? ""
                : "a serving certificate ends at %s and has not been renewed (mend: cluster-gateway doctor says by whom)"
                        .formatted(current.end());
    }

    /** Notes why the files cannot be served, empty for no reason; whether that is news, so that one instance tells it. */
    synchronized boolean faultChanges(String now) {
        boolean news = !fault.equals(now);
        fault = now;
        return news;
    }

    /**
     * Whether the calling instance may exchange the certificate of the shared socket now; another turn comes soon. Two
     * at once end in endless recursion inside Vert.x 5.0.10 (NetServerImpl.updateSSLOptions).
     */
    boolean beginExchange() {
        return exchanging.compareAndSet(false, true);
    }

    /** Follows each successful {@link #beginExchange}. */
    void endExchange() {
        exchanging.set(false);
    }

    private boolean isCurrent(ServedPairs current, Optional<Pair> own) {
        if (own.isPresent()) {
            return own.get().leaf().equals(current.leaf());
        }
        return settings.certificate().isPresent() || selfSigned.isCurrent(current.leaf());
    }

    private ServedPairs assemble(List<String> read, Optional<Pair> own) {
        Map<Pair, List<String>> named = new LinkedHashMap<>();
        int next = settings.certificate().isPresent() ? 2 : 0;
        for (PairFiles files : settings.sniCertificates()) {
            named.put(pair(files, read.get(next), read.get(next + 1)), files.names());
            next += 2;
        }
        Pair everybody = settings.certificate()
                .map(files -> pair(files, read.get(0), read.get(1)))
                .or(() -> own)
                .orElseGet(settings.selfManaged() ? selfSigned::stopGap : selfSigned::readOrMake);
        try {
            return new ServedPairs(everybody, named);
        } catch (GeneralSecurityException | IOException e) {
            throw new StartFault("the serving certificate cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<String> texts(PairFiles files) {
        return List.of(text(files.flag(), files.certificate()), text(files.keyFlag(), files.key()));
    }

    private static String text(String flag, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartFault(
                    "%s: %s cannot be read: %s (mend: name a PEM file this process may read)"
                            .formatted(flag, file, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static Pair pair(PairFiles files, String certificatePem, String keyPem) {
        List<X509Certificate> chain =
                parsed(files.flag(), files.certificate(), () -> Pair.certificates(certificatePem));
        PrivateKey key = parsed(files.keyFlag(), files.key(), () -> Pair.key(keyPem));
        Pair pair = new Pair(chain, key);
        if (!pair.isMatched()) {
            throw new StartFault(
                    "%s: the key in %s does not belong to the first certificate in %s (mend: name the key it was made with)"
                            .formatted(files.keyFlag(), files.key(), files.certificate()));
        }
        return pair;
    }

    private static <T> T parsed(String flag, Path file, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new StartFault("%s: %s holds %s".formatted(flag, file, e.getMessage()), e);
        }
    }
}
