package io.clustergateway.authn.trust;

import io.clustergateway.authn.review.StaticTokens;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.contract.CredentialHeaders;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where trust comes from. A CA file given replaces the look-up of its part, as in apiserver server/options.
 *
 * @param frontProxyCaFile with it, the names and headers of the options hold, and those of the hub do not
 * @param skipLookup nothing is read from the hub
 * @param tolerateLookupFailure without an answer of the hub the files alone count
 */
public record TrustOptions(
        Optional<WatchedFile<CaBundle>> clientCaFile,
        Optional<WatchedFile<CaBundle>> frontProxyCaFile,
        Optional<WatchedFile<StaticTokens>> tokenFile,
        List<String> allowedNames,
        CredentialHeaders headers,
        boolean skipLookup,
        boolean tolerateLookupFailure) {
    private static final Logger log = LoggerFactory.getLogger(TrustOptions.class);
    private static final List<String> FRONT_PROXY_NAMES = List.of(
            "requestheaderAllowedNames",
            "requestheaderUsernameHeaders",
            "requestheaderUidHeaders",
            "requestheaderGroupHeaders",
            "requestheaderExtraHeadersPrefix");

    /**
     * Reads its keys of the section {@code authentication}.
     *
     * @param withHub false skips the look-up
     */
    public static TrustOptions read(Settings settings, boolean withHub) {
        warnOfNamesWithoutCa(settings);
        return new TrustOptions(
                caFile(settings, "clientCaFile"),
                caFile(settings, "requestheaderClientCaFile"),
                settings.path("tokenAuthFile")
                        .map(path -> new WatchedFile<>(settings.nameOf("tokenAuthFile"), path, StaticTokens::parse)),
                settings.list("requestheaderAllowedNames", List.of()),
                new CredentialHeaders(
                        settings.list("requestheaderUsernameHeaders", CredentialHeaders.DEFAULT.users()),
                        settings.list("requestheaderUidHeaders", CredentialHeaders.DEFAULT.uids()),
                        settings.list("requestheaderGroupHeaders", CredentialHeaders.DEFAULT.groups()),
                        settings.list("requestheaderExtraHeadersPrefix", CredentialHeaders.DEFAULT.extraPrefixes())),
                settings.bool("skipLookup", false) || !withHub,
                settings.bool("tolerateLookupFailure", false));
    }

    boolean needsLookup() {
        return !skipLookup && (clientCaFile.isEmpty() || frontProxyCaFile.isEmpty());
    }

    boolean watchesFiles() {
        return clientCaFile.isPresent() || frontProxyCaFile.isPresent() || tokenFile.isPresent();
    }

    private static void warnOfNamesWithoutCa(Settings settings) {
        if (settings.path("requestheaderClientCaFile").isPresent()) {
            return;
        }
        for (String key : FRONT_PROXY_NAMES) {
            if (!settings.list(key, List.of()).isEmpty()) {
                log.warn(
                        "{} does nothing: the hub's own names hold unless {} is given too",
                        settings.nameOf(key),
                        settings.nameOf("requestheaderClientCaFile"));
            }
        }
    }

    private static Optional<WatchedFile<CaBundle>> caFile(Settings settings, String key) {
        return settings.path(key).map(path -> new WatchedFile<>(settings.nameOf(key), path, CaBundle::parse));
    }
}
