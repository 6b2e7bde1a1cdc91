package io.clustergateway.forwarder.journey;

import io.clustergateway.kernel.contract.Attributes;
import java.util.Set;

/** Names of streams, of which there are few. */
final class StreamKind {
    static final String OWN_WATCH = "own-watch";
    private static final Set<String> LASTING = Set.of("log", "exec", "attach", "portforward", "proxy");

    private StreamKind() {}

    static String of(Attributes inner) {
        if (inner instanceof Attributes.Resource resource && LASTING.contains(resource.subresource())) {
            return resource.subresource();
        }
        return inner.verb().equals("watch") ? "watch" : "upgrade";
    }
}
