package io.clustergateway.registry;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.registry.exec.PluginSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the operator decides about members.
 *
 * @param namespace of the member Secrets
 * @param exposeCredentials whether reads show tokens and private keys
 * @param allowInsecure whether members without a CA are connected to unverified
 * @param insecureTunnels whether ClusterProxy members are connected to unverified
 * @param plugins that may issue credentials
 * @param ocmIntegration whether members are where the ManagedClusters of their names say
 * @param folder of manifests, in hub-less mode
 */
record RegistrySettings(
        String namespace,
        boolean exposeCredentials,
        boolean allowInsecure,
        boolean insecureTunnels,
        PluginSettings plugins,
        boolean ocmIntegration,
        Optional<Path> folder) {
    private static final String NAMESPACE = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    static RegistrySettings read(Settings registry) {
        String namespace = registry.string("secretNamespace", "vela-system");
        if (!namespace.matches(NAMESPACE)) {
            registry.fault("secretNamespace", namespace, "the name of a namespace");
        }
        /* Read and never used, as by the Go program: local is always listed. */
        registry.bool("virtualClusterWithControlPlane", false);
        Optional<Path> folder = registry.path("clustersFrom");
        boolean ocmIntegration = registry.bool("ocmIntegration", false);
        if (ocmIntegration && folder.isPresent()) {
            registry.fault("ocmIntegration", true, "a hub that has ManagedClusters, so no --clusters-from");
        }
        return new RegistrySettings(
                namespace,
                registry.bool("exposeCredentials", false),
                registry.bool("allowInsecureMembers", false),
                registry.bool("proxyInsecureMembers", false),
                PluginSettings.read(registry),
                ocmIntegration,
                folder);
    }
}
