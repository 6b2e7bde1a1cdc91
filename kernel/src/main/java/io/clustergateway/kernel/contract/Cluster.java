package io.clustergateway.kernel.contract;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A member cluster, resolved from its Secret: immutable, and of exactly one version of it.
 *
 * @param uid of the Secret: a Secret deleted and made again is another member
 * @param resourceVersion of the Secret; with uid, the key of whatever is cached about the member
 * @param createdAt creationTimestamp of the Secret
 * @param labels all labels of the Secret but those of {@code cluster.core.oam.dev}
 * @param alias shown by virtualclusters, empty for none
 * @param provider {@code spec.provider}, empty for none
 * @param tlsServerName SNI and name to verify, when it is not the endpoint's host
 * @param offline reason for which the member is switched off; empty when it is not
 * @param rules text of the member's own rules, empty for none
 * @param connectionKey SHA-256 over all that makes its connections (uid, endpoint, trust, credential, server name):
 *     equal keys may share connections, a health annotation does not change it
 */
public record Cluster(
        String name,
        String uid,
        String resourceVersion,
        Instant createdAt,
        Map<String, String> labels,
        String alias,
        String provider,
        Endpoint endpoint,
        Trust trust,
        Credential credential,
        Optional<String> tlsServerName,
        Health health,
        Optional<String> offline,
        Optional<String> rules,
        String connectionKey)
        implements Member {
    /** Copies the labels, sorted. */
    public Cluster {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
