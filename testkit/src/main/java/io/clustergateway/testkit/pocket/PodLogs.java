package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What the pods have said, and who listens. Thread-safe; listeners are called under the lock and must only hand on. */
final class PodLogs {

    private final Map<ObjectKey, List<Line>> lines = new HashMap<>();
    private final Map<ObjectKey, Set<Consumer<Line>>> followers = new HashMap<>();

    record Line(Instant at, String text) {
        String print(boolean timestamp) {
            return (timestamp ? at + " " : "") + text + "\n";
        }
    }

    synchronized void append(ObjectKey pod, String text) {
        Line line = new Line(Instant.now(), text);
        linesOf(pod).add(line);
        followers.getOrDefault(pod, Set.of()).forEach(follower -> follower.accept(line));
    }

    /** All lines so far; from now on {@code follower} gets each new one. */
    synchronized List<Line> follow(ObjectKey pod, Consumer<Line> follower) {
        followers.computeIfAbsent(pod, unused -> new HashSet<>()).add(follower);
        return List.copyOf(linesOf(pod));
    }

    synchronized void leave(ObjectKey pod, Consumer<Line> follower) {
        followers.getOrDefault(pod, Set.of()).remove(follower);
    }

    synchronized List<Line> lines(ObjectKey pod) {
        return List.copyOf(linesOf(pod));
    }

    private List<Line> linesOf(ObjectKey pod) {
        return lines.computeIfAbsent(pod, key -> {
            List<Line> first = new ArrayList<>();
            first.add(new Line(Instant.now(), "pod " + key.namespace() + "/" + key.name() + " is up"));
            return first;
        });
    }
}
