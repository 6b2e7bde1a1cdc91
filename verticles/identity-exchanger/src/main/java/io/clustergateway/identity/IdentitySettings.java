package io.clustergateway.identity;

import io.clustergateway.kernel.config.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The section {@code identity}.
 *
 * @param passing whether every request carries its caller's identity to the member, gate {@code
 *     ClientIdentityPenetration}; without a hub always, because there the members' own RBAC is all that decides
 * @param rules file or folder of the global rules
 * @param allowPrivileged whether rules may grant the member credential's own identity: not without a hub, unless
 *     {@code allowPrivilegedWithoutHub}
 */
record IdentitySettings(boolean passing, Optional<Path> rules, boolean allowPrivileged) {
    static IdentitySettings read(Settings settings, boolean withoutHub) {
        boolean passing = settings.bool("passing", false);
        boolean allowed = settings.bool("allowPrivilegedWithoutHub", false);
        return new IdentitySettings(passing || withoutHub, settings.path("rules"), allowed || !withoutHub);
    }
}
