package io.clustergateway.kernel.contract;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a member's API server is.
 *
 * @param host name or address; IPv6 without brackets
 * @param port 1 to 65535
 * @param pathPrefix empty, or a path that begins with a slash and does not end in one (Rancher's {@code /k8s/clusters/x})
 */
public record Endpoint(String host, int port, String pathPrefix) {
    private static final int HTTPS = 443;

    /**
     * Reads {@code https://host[:port][/path]}. White space around it is forgiven, because Secrets made from files end
     * in a newline.
     *
     * @throws IllegalArgumentException with a message that says what is wrong and never repeats user info
     */
    public static Endpoint parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no URL (expected: https://host:port[/path])", e);
        }
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("scheme %s (expected: https)".formatted(uri.getScheme()));
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("no plain host (expected: https://host:port[/path])");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a query or fragment (expected: https://host:port[/path])");
        }
        int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
        if (port == 0 || port > 65535) {
            throw new IllegalArgumentException("port %d (expected: 1-65535)".formatted(port));
        }
        return new Endpoint(unbracketed(uri.getHost()), port, prefix(uri.getRawPath()));
    }

    /** {@code host:port} as a Host header carries it, IPv6 in brackets. */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** The URL again, as a Secret would hold it. */
    public String url() {
        return "https://" + authority() + pathPrefix;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String prefix(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        String prefix = path.substring(0, end);
        if (prefix.chars().anyMatch(c -> c >= 0x7f)) {
            throw new IllegalArgumentException("a path beyond ASCII (expected: %-encoded)");
        }
        for (String segment : prefix.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("a dot segment in its path (expected: a plain path)");
            }
        }
        return prefix;
    }
}
