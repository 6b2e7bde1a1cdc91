package io.clustergateway.dist.cluster;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.GoDuration;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What every command about members takes. */
final class SharedFlags {
    private static final Duration LONGEST = Duration.ofHours(1);

    @Option(
            names = {"-n", "--secret-namespace", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Namespace of the member Secrets in the hub. Default: ${DEFAULT-VALUE}.",
            defaultValue = "vela-system")
    private String namespace = "vela-system";

    @Option(
            names = "--request-timeout",
            paramLabel = "DURATION",
            description = "How long one request to a server may take, such as 5s; 0 means an hour. Default: ${DEFAULT-VALUE}.",
            defaultValue = "15s")
    private String timeout = "15s";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    String namespace() {
        if (!namespace.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")) {
            throw new StartFault("--secret-namespace: %s (expected: the name of a namespace)".formatted(namespace));
        }
        return namespace;
    }

    Duration limit() {
        try {
            // kubectl takes a number without a unit for seconds.
            Duration limit = GoDuration.parse(timeout.matches("[1-9]\\d*") ? timeout + "s" : timeout);
            return limit.isZero() || limit.compareTo(LONGEST) > 0 ? LONGEST : limit;
        } catch (IllegalArgumentException e) {
            throw new StartFault("--request-timeout: %s (expected: a duration as 5s)".formatted(timeout), e);
        }
    }
}
