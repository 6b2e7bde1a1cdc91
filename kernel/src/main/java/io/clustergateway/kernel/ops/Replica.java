package io.clustergateway.kernel.ops;

import java.util.Map;
import java.util.Optional;

/**
 * Which of several gateways this process is, as the hub knows it.
 *
 * @param name of the Pod; of the host outside of one
 * @param namespace of the Pod, when it was told
 */
public record Replica(String name, Optional<String> namespace) {
    /** This process: the chart hands POD_NAME and POD_NAMESPACE over, a Pod's host name is its name without them. */
    public static Replica current() {
        return of(System.getenv());
    }

    static Replica of(Map<String, String> environment) {
        String host = environment.getOrDefault("HOSTNAME", "");
        String name = environment.getOrDefault("POD_NAME", host);
        return new Replica(
                name.isEmpty() ? "cluster-gateway" : name,
                Optional.ofNullable(environment.get("POD_NAMESPACE")).filter(text -> !text.isEmpty()));
    }
}
