package io.clustergateway.registry.serving;

import io.clustergateway.registry.secrets.Entry;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;

/** What reads show of a member, credentials and its version left out. */
public final class ServedForm {
    private static final List<ServedResource> RESOURCES =
            List.of(new ClusterGateways(false), new VirtualClusters(Clock.systemUTC()));

    private ServedForm() {}

    /** Whether no reader can tell one from the other, but by the version. */
    public static boolean isSame(Entry one, Entry other) {
        return RESOURCES.stream()
                .allMatch(resource -> json(resource, one)
                        .toList()
                        .equals(json(resource, other.at(one.resourceVersion())).toList()));
    }

    private static Stream<Object> json(ServedResource resource, Entry entry) {
        Snapshot alone = new Snapshot(entry.resourceVersion(), HashTreePMap.singleton(entry.name(), entry));
        return resource.follow(alone, entry.name()).stream()
                .map(object -> object.json().get());
    }
}
