package io.clustergateway.testkit.kubelet;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a request to the kubelet is about: {@code /verb/namespace/pod[/container]?parameters}. */
record PodPath(
        String verb, String namespace, String pod, Optional<String> container, Map<String, List<String>> parameters) {

    private static final Set<String> WITH_CONTAINER = Set.of("exec", "attach", "containerLogs");
    private static final int CONTAINER = 4;

    static Optional<PodPath> parse(String uri) {
        QueryStringDecoder decoder = new QueryStringDecoder(uri);
        String[] parts = decoder.path().split("/");
        boolean known = parts.length == CONTAINER + 1 && WITH_CONTAINER.contains(parts[1])
                || parts.length == CONTAINER && parts[1].equals("portForward");
        return known
                ? Optional.of(new PodPath(
                        parts[1],
                        parts[2],
                        parts[3],
                        parts.length > CONTAINER ? Optional.of(parts[CONTAINER]) : Optional.empty(),
                        Map.copyOf(decoder.parameters())))
                : Optional.empty();
    }

    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** The API server writes 1 for streams and true for options. */
    boolean isSet(String name) {
        return first(name)
                .filter(value -> value.equals("1") || value.equals("true"))
                .isPresent();
    }

    String key() {
        return namespace + "/" + pod + "/" + container.orElse("");
    }
}
