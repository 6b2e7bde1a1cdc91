package io.clustergateway.profiles;

import io.clustergateway.kernel.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The section {@code profiles}.
 *
 * @param namespace of the ClusterProfiles
 * @param hubUrl of the hub's API as those who read profiles reach it, without a slash at its end; without one profiles
 *     say nothing of access
 * @param hubCa file with the hub's CA, PEM; empty when the system's roots will do
 */
record ProfileSettings(String namespace, Optional<String> hubUrl, Optional<Path> hubCa) {
    static Optional<ProfileSettings> read(Settings profiles) {
        boolean publishes = profiles.bool("publish", false);
        Optional<String> namespace = profiles.optional("namespace");
        ProfileSettings settings = new ProfileSettings(
                namespace.orElse(""),
                profiles.optional("hubUrl").map(ProfileSettings::stripped),
                profiles.path("hubCa"));
        if (publishes && namespace.isEmpty()) {
            profiles.fault("namespace", "", "the namespace of the ClusterProfiles");
        }
        settings.hubUrl()
                .filter(url -> !isUsable(url))
                .ifPresent(url ->
                        profiles.fault("hubUrl", url, "https://HOST[:PORT][/PATH] without user, query and fragment"));
        return Optional.of(settings).filter(each -> publishes);
    }

    private static String stripped(String url) {
        return url.endsWith("/") ? stripped(url.substring(0, url.length() - 1)) : url;
    }

    private static boolean isUsable(String url) {
        try {
            URI uri = URI.create(url);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
