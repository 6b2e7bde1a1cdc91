package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Member;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A member and what is shown of its Secret.
 *
 * @param resourceVersion it is served with: that of the Secret, or of a later change of something else it depends on
 * @param createdAt of the Secret
 * @param labels all but those of {@code cluster.core.oam.dev}
 * @param annotations alias, offline and health only
 * @param provider label, empty for none
 * @param credentialType label as far as it is known, {@code Unknown} otherwise
 * @param endpointType label as far as it is known, {@code Unknown} otherwise
 * @param warnings what is doubtful about it and does not stop it, without any of the Secret's data
 */
public record Entry(
        Member member,
        String uid,
        String resourceVersion,
        Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations,
        String provider,
        String credentialType,
        String endpointType,
        List<String> warnings) {
    /** Copies the collections, maps sorted. */
    public Entry {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        warnings = List.copyOf(warnings);
    }

    /** The same in another version. */
    public Entry at(String version) {
        return new Entry(
                member, uid, version, createdAt, labels, annotations, provider, credentialType, endpointType, warnings);
    }

    /** The same, holding nothing twice that a former version of it holds already. */
    public Entry sharing(Entry former) {
        if (!(member instanceof Cluster now) || !(former.member instanceof Cluster then)) {
            return this;
        }
        return new Entry(
                now.sharing(then),
                uid,
                resourceVersion,
                createdAt,
                labels,
                annotations,
                provider,
                credentialType,
                endpointType,
                warnings);
    }

    /** Name of the Secret and of the member. */
    public String name() {
        return member.name();
    }
}
