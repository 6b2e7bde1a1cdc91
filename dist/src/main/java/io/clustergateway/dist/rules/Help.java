package io.clustergateway.dist.rules;

import picocli.CommandLine.Option;

/** {@code --help}. */
final class Help {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean asked;
}
