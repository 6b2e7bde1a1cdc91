package io.clustergateway.kernel.contract;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** By what way the gateway's bytes reach a member. */
public sealed interface Egress {
    /** TCP from here to the endpoint. */
    record Direct() implements Egress {}

    /** Through the konnectivity proxy server of the hub, at whose other end an agent of the member's name dials. */
    record Konnectivity() implements Egress {}

    /**
     * Through a proxy of the member's own. TLS with the member is end to end; the proxy sees host, port and ciphertext.
     *
     * @param host name or address; IPv6 without brackets
     * @param port 1 to 65535
     * @param caPem by what the proxy's own certificate is verified, PEM; empty for the system's roots. Only for https
     */
    record Proxy(Scheme scheme, String host, int port, Optional<Login> login, Optional<String> caPem)
            implements Egress {
        /**
         * Reads {@code scheme://[user:password@]host[:port]}; user and password are percent-decoded.
         *
         * @throws IllegalArgumentException with a message that never repeats the text, because of the user info in it
         */
        public static Proxy parse(String text, Optional<String> caPem) {
            URI uri;
            try {
                uri = new URI(text.strip());
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("no URL", null);
            }
            Scheme scheme = Scheme.of(uri.getScheme());
            boolean isBare = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/");
            if (uri.getHost() == null || !isBare || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException("no plain host, or more than host and port");
            }
            int port = uri.getPort() < 0 ? scheme.port : uri.getPort();
            if (port == 0 || port > 65535) {
                throw new IllegalArgumentException("port %d (expected: 1-65535)".formatted(port));
            }
            return new Proxy(scheme, unbracketed(uri.getHost()), port, Login.of(uri.getRawUserInfo()), caPem);
        }

        /** The URL without user info, as it may be shown to whoever may read members. */
        public String url() {
            String plain = host.indexOf(':') < 0 ? host : "[" + host + "]";
            return "%s://%s:%d".formatted(scheme.name().toLowerCase(Locale.ROOT), plain, port);
        }

        @Override
        public String toString() {
            return "Proxy[%s%s]".formatted(url(), login.isPresent() ? ", login masked" : "");
        }

        private static String unbracketed(String host) {
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }
    }

    /** What a proxy speaks, with the port it has when the URL names none (as Go's net/http takes it). */
    enum Scheme {
        /** CONNECT in plain HTTP/1.1. */
        HTTP(80),
        /** CONNECT in HTTP/1.1 over TLS with the proxy. */
        HTTPS(443),
        /** RFC 1928; the proxy resolves the member's name. */
        SOCKS5(1080);

        private final int port;

        Scheme(int port) {
            this.port = port;
        }

        private static Scheme of(String text) {
            for (Scheme scheme : values()) {
                if (scheme.name().equalsIgnoreCase(text)) {
                    return scheme;
                }
            }
            throw new IllegalArgumentException("unknown scheme");
        }
    }

    /** User and password for a proxy. */
    record Login(String user, String password) {
        private static Optional<Login> of(String userInfo) {
            if (userInfo == null || userInfo.isEmpty()) {
                return Optional.empty();
            }
            int colon = userInfo.indexOf(':');
            String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
            String password = colon < 0 ? "" : userInfo.substring(colon + 1);
            return Optional.of(new Login(decoded(user), decoded(password)));
        }

        @Override
        public String toString() {
            return "Login[masked]";
        }

        private static String decoded(String text) {
            String plain;
            try {
                plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("user info that is not percent-encoded", null);
            }
            if (plain.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new IllegalArgumentException("control characters in its user info");
            }
            return plain;
        }
    }
}
