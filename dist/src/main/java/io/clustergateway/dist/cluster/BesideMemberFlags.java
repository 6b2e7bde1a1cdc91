package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.Kubeconfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which hub, for commands whose {@code --kubeconfig} is the member's. */
final class BesideMemberFlags {
    @Option(
            names = "--hub-kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig of the hub. Default: $KUBECONFIG, then ~/.kube/config.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--hub-context",
            paramLabel = "NAME",
            description = "The hub's context in it. Default: the current one.")
    private Optional<String> context = Optional.empty();

    @Mixin
    private SharedFlags shared = new SharedFlags();

    Hub open() {
        return Hub.open(
                Kubeconfig.load("--hub-kubeconfig", kubeconfig).context(context), shared.namespace(), shared.limit());
    }
}
