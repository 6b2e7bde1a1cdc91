package io.clustergateway.chaos;

import io.clustergateway.chaos.load.Outcomes.Failure;
import io.clustergateway.chaos.rig.Replica;
import io.clustergateway.chaos.rig.Replica.Death;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may fail when replicas are killed: a request that was on its way when one of them died, and that none of the
 * others ever got, as their audit logs tell.
 */
final class InFlightOnly {
    /** Between the end of a process and the word of it at a client that sends on the same connection. */
    private static final long NEWS_NANOS = Duration.ofMillis(500).toNanos();

    private final List<Death> deaths;
    private final Map<String, Set<String>> audited;

    InFlightOnly(List<Replica> replicas) {
        deaths = replicas.stream()
                .flatMap(replica -> replica.deaths().stream())
                .sorted(Comparator.comparingLong(Death::from))
                .toList();
        audited = replicas.stream().collect(Collectors.toMap(Replica::name, Replica::audited));
    }

    /** Those that should not have failed, each with the reason. */
    List<String> faults(List<Failure> failures) {
        List<String> faults = new ArrayList<>();
        for (Failure failure : failures) {
            Optional<Death> death = deaths.stream()
                    .filter(end -> failure.sentAt() <= end.until() + NEWS_NANOS && failure.endedAt() >= end.from())
                    .findFirst();
            if (death.isEmpty()) {
                faults.add("failed while no replica died: " + told(failure));
            } else if (livingOnesHad(failure.id(), death.get().replica())) {
                faults.add("failed at a replica that lived: " + told(failure));
            }
        }
        return faults;
    }

    /** For people: what failed, beside the kill before it. */
    String told(Failure failure) {
        Set<String> had = audited.entrySet().stream()
                .filter(log -> log.getValue().contains(failure.id()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return "%s, sent %s, failed %d ms later, got by %s: %s"
                .formatted(
                        failure.label(),
                        deaths.stream()
                                .filter(death -> death.from() <= failure.endedAt())
                                .reduce((earlier, later) -> later)
                                .map(death -> "%d ms after the signal to %s, which took %d ms"
                                        .formatted(
                                                millis(failure.sentAt() - death.from()),
                                                death.replica(),
                                                millis(death.until() - death.from())))
                                .orElse("before any kill"),
                        millis(failure.endedAt() - failure.sentAt()),
                        had.isEmpty() ? "nobody" : had,
                        failure.what());
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private boolean livingOnesHad(String id, String dead) {
        return audited.entrySet().stream()
                .anyMatch(log -> !log.getKey().equals(dead) && log.getValue().contains(id));
    }
}
