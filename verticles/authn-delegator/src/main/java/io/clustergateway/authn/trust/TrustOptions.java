package io.clustergateway.authn.trust;

import io.clustergateway.authn.review.StaticTokens;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.contract.CredentialHeaders;
import java.util.List;
import java.util.Optional;

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

    /**
     * Reads its keys of the section {@code authentication}.
     *
     * @param withHub false skips the look-up
     */
    public static TrustOptions read(Settings settings, boolean withHub) {
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

    private static Optional<WatchedFile<CaBundle>> caFile(Settings settings, String key) {
        return settings.path(key).map(path -> new WatchedFile<>(settings.nameOf(key), path, CaBundle::parse));
    }
}
