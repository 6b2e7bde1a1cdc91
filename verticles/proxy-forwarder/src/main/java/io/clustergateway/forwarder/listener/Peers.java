package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.ClientChain;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The connections of one listener. Those without a request are closed after a while, those that never sent one sooner; one with a request never is, since
 * a watch may be silent for hours, and Vert.x's own idle timeout counts bytes. Keys are weak because the close handler
 * of a connection that became a tunnel never runs.
 */
final class Peers {
    private static final long CLOSING_SECONDS = 5;

    private final Map<HttpConnection, Peer> peers = new WeakHashMap<>();
    private final Set<HttpConnection> strangers = new LinkedHashSet<>();
    private final Ticker ticker;
    private final Supplier<ListenerSettings.Connections> limits;

    Peers(Ticker ticker, Supplier<ListenerSettings.Connections> limits) {
        this.ticker = ticker;
        this.limits = limits;
    }

    /** A new connection; if strangers have too many, the oldest of theirs that has no request is closed. */
    void opened(HttpConnection connection) {
        int most = limits.get().mostStrangers();
        if (of(connection).isStranger() && most > 0) {
            strangers.add(connection);
            if (strangers.size() > most) {
                strangers.stream()
                        .filter(oldest -> !of(oldest).hasRequests())
                        .findFirst()
                        .ifPresent(this::drop);
            }
        }
    }

    /** It is no stranger's any more, or is closed. */
    void known(HttpConnection connection) {
        strangers.remove(connection);
    }

    Peer of(HttpConnection connection) {
        return peers.computeIfAbsent(connection, opened -> new Peer(chain(opened), ticker.nanos()));
    }

    void closeIdle() {
        long now = ticker.nanos();
        ListenerSettings.Connections most = limits.get();
        List<HttpConnection> idle = new ArrayList<>();
        peers.forEach((connection, peer) -> {
            if (peer.isIdle(most, now)) {
                idle.add(connection);
            }
        });
        idle.forEach(connection -> {
            peers.remove(connection);
            strangers.remove(connection);
            connection.shutdown(CLOSING_SECONDS, TimeUnit.SECONDS);
        });
    }

    private void drop(HttpConnection oldest) {
        strangers.remove(oldest);
        oldest.close();
    }

    private static ClientChain chain(HttpConnection connection) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate : connection.peerCertificates()) {
                certificates.add((X509Certificate) certificate);
            }
            return ClientChain.of(certificates);
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return ClientChain.NONE;
        }
    }
}
