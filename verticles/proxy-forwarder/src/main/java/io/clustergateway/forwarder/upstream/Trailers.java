package io.clustergateway.forwarder.upstream;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a member may say behind its answer's body. Whatever a client frames, routes, keeps or believes an answer by must have
 * come before it (RFC 9110 section 6.5.1), and what this gateway says in a head of its own is nobody else's to say.
 */
final class Trailers {
    private static final Set<String> NEVER = Set.of(
            "age",
            "audit-id",
            "authorization",
            "cache-control",
            "date",
            "etag",
            "expires",
            "host",
            "last-modified",
            "location",
            "pragma",
            "retry-after",
            "set-cookie",
            "strict-transport-security",
            "vary",
            "warning",
            "www-authenticate",
            "x-content-type-options");

    private static final Set<String> NEVER_BEGINNING =
            Set.of("access-control-", "content-", "x-cluster-gateway-", "x-kubernetes-");

    private Trailers() {}

    /** @param named what the answer's Connection header names, and what belongs to one connection by itself */
    static void copy(MultiMap from, Set<String> named, MultiMap to) {
        for (Map.Entry<String, String> trailer : from) {
            String name = trailer.getKey().toLowerCase(Locale.ROOT);
            if (!named.contains(name)
                    && !NEVER.contains(name)
                    && NEVER_BEGINNING.stream().noneMatch(name::startsWith)) {
                to.add(trailer.getKey(), trailer.getValue());
            }
        }
    }
}
