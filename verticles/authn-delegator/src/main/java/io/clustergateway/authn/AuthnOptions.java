package io.clustergateway.authn;

import io.clustergateway.kernel.config.Settings;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How callers are known and what holds for how long.
 *
 * @param audiences of which a bearer token must have one; empty means the hub's own
 * @param anonymous whether a request without credentials is somebody
 */
record AuthnOptions(
        boolean anonymous,
        List<String> audiences,
        Duration tokenTtl,
        Duration allowTtl,
        Duration denyTtl,
        AllowedPaths allowedPaths) {
    /** No answer of a review is used longer, so that a right that was taken back is gone by then. */
    static final Duration LONGEST_TTL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(AuthnOptions.class);

    static AuthnOptions read(Settings authentication, Settings authorization) {
        return new AuthnOptions(
                authentication.bool("anonymous", true),
                authentication.list("audiences", List.of()),
                ttl(authentication, "tokenCacheTtl"),
                ttl(authorization, "authorizedTtl"),
                ttl(authorization, "unauthorizedTtl"),
                AllowedPaths.read(authorization, "alwaysAllowPaths"));
    }

    private static Duration ttl(Settings settings, String key) {
        Duration ttl = settings.duration(key, LONGEST_TTL);
        if (ttl.compareTo(LONGEST_TTL) > 0) {
            log.warn("{}: {} is more than answers are used for; 10s holds", settings.nameOf(key), ttl);
            return LONGEST_TTL;
        }
        return ttl;
    }
}
