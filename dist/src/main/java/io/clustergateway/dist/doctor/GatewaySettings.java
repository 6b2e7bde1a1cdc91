package io.clustergateway.dist.doctor;

import io.clustergateway.certificate.CertificateKeeper;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the gateway's Deployment says about how it runs, as far as its arguments tell.
 *
 * @param known whether there is a Deployment
 * @param passing whether callers' identities reach members
 * @param rules file of identity rules; empty for none
 * @param probes whether members are probed
 * @param ocm whether ManagedClusters are looked at
 * @param plugins absolute paths of the credential plugins that may be run
 * @param keptIn NAMESPACE/NAME or NAME of the Secret with its own serving certificate; empty when it keeps none
 */
public record GatewaySettings(
        boolean known,
        boolean passing,
        Optional<String> rules,
        boolean probes,
        boolean ocm,
        Optional<String> keptIn,
        boolean allowInsecure,
        boolean insecureTunnels,
        String secretNamespace,
        List<String> plugins,
        MemberSettings members) {
    /** Of the configuration tree that the arguments make; what cannot be read here, such as files in the pod, is let be. */
    static GatewaySettings of(JsonObject tree, boolean known) {
        Settings root = new SettingsFaults(Map.of()).read(tree);
        Settings registry = root.section("registry");
        Settings identity = root.section("identity");
        return new GatewaySettings(
                known,
                identity.bool("passing", false),
                identity.optional("rules"),
                !root.section("health")
                        .duration("interval", Duration.ofSeconds(15))
                        .isZero(),
                registry.bool("ocmIntegration", false),
                keptIn(root.section("serving")),
                registry.bool("allowInsecureMembers", false),
                registry.bool("proxyInsecureMembers", false),
                registry.string("secretNamespace", "vela-system"),
                registry.list("allowExecPlugin", List.of()),
                MemberSettings.read(root.section("members")));
    }

    private static Optional<String> keptIn(Settings serving) {
        String secret = serving.string("selfManagedCertificateSecret", CertificateKeeper.DEFAULT_SECRET);
        return Optional.of(secret).filter(name -> serving.bool("selfManagedCertificate", false));
    }
}
