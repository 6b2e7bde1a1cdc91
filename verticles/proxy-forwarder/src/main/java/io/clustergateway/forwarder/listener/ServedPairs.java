package io.clustergateway.forwarder.listener;

import io.clustergateway.certificates.Pair;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The pairs in service: one for everybody, others for clients that ask for their names. Equal when the certificates
 * are, so that handing the same pairs to a server twice changes nothing.
 */
final class ServedPairs implements KeyCertOptions {
    private static final Duration WEEK = Duration.ofDays(7);

    private final List<List<X509Certificate>> chains = new ArrayList<>();
    private final KeyManagerFactory everybody;
    private final Map<String, KeyManagerFactory> byName = new HashMap<>();

    ServedPairs(Pair everybody, Map<Pair, List<String>> named) throws GeneralSecurityException, IOException {
        this.everybody = factory(everybody);
        chains.add(everybody.chain());
        for (Map.Entry<Pair, List<String>> entry : named.entrySet()) {
            Pair pair = entry.getKey();
            KeyManagerFactory factory = factory(pair);
            chains.add(pair.chain());
            List<String> names = entry.getValue().isEmpty() ? pair.dnsNames() : entry.getValue();
            names.forEach(name -> byName.putIfAbsent(name.toLowerCase(Locale.ROOT), factory));
        }
    }

    X509Certificate leaf() {
        return chains.get(0).get(0);
    }

    /** When the first of the leaves ends. */
    Instant end() {
        return end(firstToEnd());
    }

    /** Whether it is so near its end that whoever renews it should have done so. */
    boolean isEnding(Instant now) {
        X509Certificate leaf = firstToEnd();
        Duration fifth =
                Duration.between(leaf.getNotBefore().toInstant(), end(leaf)).dividedBy(5);
        return now.isAfter(end(leaf).minus(fifth.compareTo(WEEK) < 0 ? fifth : WEEK));
    }

    private X509Certificate firstToEnd() {
        return chains.stream()
                .map(chain -> chain.get(0))
                .min(Comparator.comparing(ServedPairs::end))
                .orElseThrow();
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    @Override
    public KeyCertOptions copy() {
        return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) {
        return everybody;
    }

    @Override
    public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return this::named;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServedPairs pairs
                && chains.equals(pairs.chains)
                && byName.keySet().equals(pairs.byName.keySet());
    }

    @Override
    public int hashCode() {
        return chains.hashCode();
    }

    private @Nullable KeyManagerFactory named(String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        KeyManagerFactory exact = byName.get(name);
        int dot = name.indexOf('.');
        return exact != null || dot < 0 ? exact : byName.get("*" + name.substring(dot));
    }

    // PKCS12 would derive a key from the empty password by 10,000 rounds, and again to read it: a tenth of the
    // program's start.
    private static KeyManagerFactory factory(Pair pair) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry("serving", pair.key(), new char[0], pair.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }
}
