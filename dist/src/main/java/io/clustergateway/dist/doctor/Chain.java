package io.clustergateway.dist.doctor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A certificate chain that a server shows, leaf first, and what is wrong with it. */
record Chain(List<X509Certificate> certificates) {
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final char[] NO_PASSWORD = {};

    Chain {
        certificates = List.copyOf(certificates);
    }

    /** Certificates in PEM. @throws CertificateException when there is none that can be read */
    static List<X509Certificate> pem(String text) throws CertificateException {
        List<X509Certificate> found = new ArrayList<>();
        CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .forEach(certificate -> found.add((X509Certificate) certificate));
        if (found.isEmpty()) {
            throw new CertificateException("no certificate in it");
        }
        return found;
    }

    /**
     * Looks at what a server shows, whoever it is; nothing is sent to it.
     *
     * @param name asked for by SNI
     * @throws IOException when nobody answers or no TLS
     */
    static Chain peek(InetSocketAddress address, String name, Duration limit) throws IOException {
        Onlooker onlooker = new Onlooker();
        int millis = Math.toIntExact(limit.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {onlooker}, null);
            try (SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, name, address.getPort(), true)) {
                tls.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS here", e);
        } catch (IOException e) {
            if (onlooker.seen.isEmpty()) {
                throw e;
            }
        }
        return new Chain(onlooker.seen);
    }

    X509Certificate leaf() {
        return certificates.get(0);
    }

    Instant end() {
        return leaf().getNotAfter().toInstant();
    }

    long days(Instant now) {
        return Duration.between(now, end()).toDays();
    }

    String issuer() {
        return leaf().getIssuerX500Principal().getName();
    }

    /** Why it is not valid now; empty when it is. */
    Optional<String> outOfTime(Instant now) {
        if (end().isBefore(now)) {
            return Optional.of("it ended at " + end());
        }
        Instant begin = leaf().getNotBefore().toInstant();
        return begin.isAfter(now) ? Optional.of("it begins only at " + begin) : Optional.empty();
    }

    /** Whether one of these vouches for it, time aside where it is out of time. */
    boolean isVouchedForBy(Collection<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("ca" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                ((X509TrustManager) manager)
                        .checkServerTrusted(certificates.toArray(X509Certificate[]::new), "UNKNOWN");
            }
            return true;
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    /** Whether it is for this host name or address, by its alternative names alone, as Go has it. */
    boolean isFor(String name) {
        return names().stream().anyMatch(own -> {
            int dot = name.indexOf('.');
            return own.equalsIgnoreCase(name)
                    || own.startsWith("*.") && dot > 0 && own.substring(1).equalsIgnoreCase(name.substring(dot));
        });
    }

    List<String> names() {
        try {
            Collection<List<?>> all = leaf().getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(entry ->
                                    entry.get(0).equals(DNS) || entry.get(0).equals(IP))
                            .map(entry -> String.valueOf(entry.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** What a caBundle can be made of: the last one shown, which is the authority where the server shows it. */
    String bundle() {
        X509Certificate last = certificates.get(certificates.size() - 1);
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(last.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read and cannot be written", e);
        }
    }

    /** Believes everybody, and remembers. */
    private static final class Onlooker implements X509TrustManager {
        private List<X509Certificate> seen = List.of();

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no client is expected");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            seen = List.of(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
