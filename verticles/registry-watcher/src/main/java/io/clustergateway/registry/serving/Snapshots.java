package io.clustergateway.registry.serving;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The current snapshot and the latest before it, so that a list can be continued as it began. Not thread-safe. */
public final class Snapshots {
    private static final int KEPT = 128;

    private final Deque<Snapshot> latestFirst = new ArrayDeque<>();

    /** Makes a snapshot the current one. */
    public void add(Snapshot snapshot) {
        if (!latestFirst.isEmpty() && latestFirst.getFirst().version().equals(snapshot.version())) {
            latestFirst.removeFirst();
        }
        latestFirst.addFirst(snapshot);
        if (latestFirst.size() > KEPT) {
            latestFirst.removeLast();
        }
    }

    /** The latest one, empty before the first. */
    public Optional<Snapshot> current() {
        return Optional.ofNullable(latestFirst.peekFirst());
    }

    /** The one of this version, while it is kept. */
    Optional<Snapshot> of(String version) {
        return latestFirst.stream()
                .filter(snapshot -> snapshot.version().equals(version))
                .findFirst();
    }
}
