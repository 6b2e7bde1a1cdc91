package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.kubeconfig.Kubeconfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The member's own kubeconfig. */
final class MemberFlags {
    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Kubeconfig of the member.")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The member's context in it. Default: the current one.")
    private Optional<String> context = Optional.empty();

    boolean isGiven() {
        return kubeconfig.isPresent() || context.isPresent();
    }

    /** Empty when neither flag is given; a context alone is one of kubectl's default files. */
    Optional<KubeContext> read() {
        return isGiven()
                ? Optional.of(Kubeconfig.load("--kubeconfig", kubeconfig).context(context))
                : Optional.empty();
    }
}
