package io.clustergateway.identity.external;

import io.netty.util.NetUtil;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * Where to send to.
 *
 * @param authority of the Host header, with the port
 * @param host to connect to, verify and ask for; an IPv6 address has no brackets
 * @param uri path and query, encoded as they were written
 */
record Target(boolean tls, HostAndPort authority, String host, String uri) {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** Any URL with an authority; names that {@link URI} finds no host in, such as those with an underscore, as well. */
    static Target of(URI url) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        String written = Optional.ofNullable(url.getRawAuthority()).orElse("");
        HostAndPort parsed = HostAndPort.parseAuthority(written, tls ? HTTPS_PORT : HTTP_PORT);
        if (parsed == null || parsed.host().isEmpty()) {
            throw new IllegalArgumentException("url: %s (expected: one with a host)".formatted(url));
        }
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String host = parsed.host().startsWith("[")
                ? parsed.host().substring(1, parsed.host().length() - 1)
                : parsed.host();
        return new Target(tls, parsed, host, path + query);
    }

    SocketAddress address() {
        return SocketAddress.inetSocketAddress(authority.port(), host);
    }

    /** Addresses are no server names (RFC 6066). */
    boolean hasName() {
        return !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host);
    }
}
