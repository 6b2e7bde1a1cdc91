package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.Kubeconfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which hub: kubectl's defaults, or what is named. For commands about nothing but the hub. */
public final class HubFlags {
    @Option(
            names = {"--kubeconfig", "--hub-kubeconfig"},
            paramLabel = "FILE",
            description = "Kubeconfig of the hub. Default: $KUBECONFIG, then ~/.kube/config.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = {"--context", "--hub-context"},
            paramLabel = "NAME",
            description = "The hub's context in it. Default: the current one.")
    private Optional<String> context = Optional.empty();

    @Mixin
    private SharedFlags shared = new SharedFlags();

    /** Prepares the connection; nothing is sent yet. */
    public Hub open() {
        return Hub.open(
                Kubeconfig.load("--kubeconfig", kubeconfig).context(context), shared.namespace(), shared.limit());
    }
}
