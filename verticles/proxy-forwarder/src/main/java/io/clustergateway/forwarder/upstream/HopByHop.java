package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that belong to one connection (RFC 9110 section 7.6.1), and those that Connection names. */
final class HopByHop {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** Framing; a Connection header may not take these away from under us. */
    private static final Set<String> NEVER_NAMED = Set.of("host", "content-length");

    private HopByHop() {}

    static void strip(MultiMap headers) {
        namesToStrip(headers).forEach(headers::remove);
    }

    /** In lower case. */
    static Set<String> namesToStrip(MultiMap headers) {
        Set<String> names = new HashSet<>(NAMES);
        for (String name : tokens(headers.getAll("connection"))) {
            if (!NEVER_NAMED.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The elements of comma-separated header values, stripped, in lower case, without empty ones. */
    static List<String> tokens(List<String> values) {
        return values.stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(token -> token.strip().toLowerCase(Locale.ROOT))
                .filter(token -> !token.isEmpty())
                .toList();
    }
}
