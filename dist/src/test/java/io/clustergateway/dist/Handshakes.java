package io.clustergateway.dist;

import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.TlsContexts;
import io.clustergateway.testkit.real.RealApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Somebody who connects anew all the time as the hub's aggregator does: believing the APIService's caBundle of that moment
 * and nobody else, and asking for the Service's name.
 */
final class Handshakes implements AutoCloseable {
    static final String API_SERVICE = "/apis/apiregistration.k8s.io/v1/apiservices/v1alpha1.cluster.core.oam.dev";

    private final RealApiServer hub;
    private final String name;
    private final List<Supplier<Integer>> ports;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<X509Certificate> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong rounds = new AtomicLong();
    private final Thread thread = new Thread(this::run, "handshakes");
    private volatile boolean stopped;

    Handshakes(RealApiServer hub, String name, List<Supplier<Integer>> ports) {
        this.hub = hub;
        this.name = name;
        this.ports = List.copyOf(ports);
        thread.start();
    }

    /** How often each port was connected to. */
    long rounds() {
        return rounds.get();
    }

    /** Every certificate that was shown and believed. */
    Set<X509Certificate> seen() {
        return Set.copyOf(seen);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    static List<X509Certificate> caBundle(RealApiServer hub) {
        String base64 = hub.request("GET", API_SERVICE, "")
                .expectSuccess()
                .json()
                .getJsonObject("spec")
                .getString("caBundle", "");
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
            return certificates.stream().map(X509Certificate.class::cast).toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("caBundle: " + base64, e);
        }
    }

    private void run() {
        while (!stopped) {
            try {
                List<X509Certificate> bundle = caBundle(hub);
                for (Supplier<Integer> port : ports) {
                    seen.add(connect(port.get(), bundle));
                }
            } catch (IOException | RuntimeException e) {
                failures.add(e.toString());
            }
            rounds.incrementAndGet();
        }
    }

    private X509Certificate connect(int port, List<X509Certificate> bundle) throws IOException {
        SSLContext context = TlsContexts.believing(bundle);
        try (Socket plain = new Socket("127.0.0.1", port);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Override
    public void close() {
        stopped = true;
        await().until(() -> !thread.isAlive());
    }
}
