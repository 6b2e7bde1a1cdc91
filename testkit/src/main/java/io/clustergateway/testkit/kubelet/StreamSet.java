package io.clustergateway.testkit.kubelet;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The streams of exec and attach: {@code error} always, the others as the request's parameters say. */
final class StreamSet {

    private final Set<String> expected;
    private final Map<String, SpdyStream> streams = new HashMap<>();

    private StreamSet(Set<String> expected) {
        this.expected = expected;
    }

    static StreamSet of(PodPath path) {
        Set<String> expected = new HashSet<>(Set.of("error"));
        boolean tty = path.isSet("tty");
        addIf(path.isSet("input"), expected, "stdin");
        addIf(path.isSet("output"), expected, "stdout");
        addIf(path.isSet("error") && !tty, expected, "stderr");
        addIf(tty, expected, "resize");
        return new StreamSet(Set.copyOf(expected));
    }

    /** Whether the set is complete with this one. */
    boolean add(SpdyStream stream) {
        streams.put(stream.header("streamtype"), stream);
        return streams.keySet().containsAll(expected);
    }

    Optional<SpdyStream> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** Half-closes the output streams, then tells how it ended. */
    void finish(String status, SpdyConnection connection) {
        find("stdout").ifPresent(SpdyStream::finish);
        find("stderr").ifPresent(SpdyStream::finish);
        find("error").ifPresent(error -> {
            error.write(Unpooled.copiedBuffer(status, StandardCharsets.UTF_8));
            error.finish();
        });
        connection.closeWhenLeft();
    }

    private static void addIf(boolean condition, Set<String> names, String name) {
        if (condition) {
            names.add(name);
        }
    }
}
