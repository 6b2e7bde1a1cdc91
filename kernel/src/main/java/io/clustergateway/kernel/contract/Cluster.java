package io.clustergateway.kernel.contract;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
 * @param endpoints where its API server is, in the order of the Secret; never empty, all with the same path prefix
 * @param egress by what way they are reached
 * @param tlsServerName SNI and name to verify, when it is not the endpoint's host
 * @param offline reason for which the member is switched off; empty when it is not
 * @param rules text of the member's own rules, empty for none
 * @param connectionKey SHA-256 over all that makes its connections (uid, endpoints, egress, trust, credential, server name):
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
        List<Endpoint> endpoints,
        Egress egress,
        Trust trust,
        Credential credential,
        Optional<String> tlsServerName,
        Health health,
        Optional<String> offline,
        Optional<String> rules,
        String connectionKey)
        implements Member {
    /** Copies the labels, sorted, and the endpoints. */
    public Cluster {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: none (expected: one or more)");
        }
    }

    /** A member with one endpoint, reached directly. */
    public Cluster(
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
            String connectionKey) {
        this(
                name,
                uid,
                resourceVersion,
                createdAt,
                labels,
                alias,
                provider,
                List.of(endpoint),
                new Egress.Direct(),
                trust,
                credential,
                tlsServerName,
                health,
                offline,
                rules,
                connectionKey);
    }

    /**
     * The same, with what makes connections held once by both if it is equal: of a member whose Secret changes often, many
     * versions are remembered.
     */
    public Cluster sharing(Cluster former) {
        return connectionKey.equals(former.connectionKey)
                ? new Cluster(
                        name,
                        uid,
                        resourceVersion,
                        createdAt,
                        labels,
                        alias,
                        provider,
                        former.endpoints,
                        former.egress,
                        former.trust,
                        former.credential,
                        former.tlsServerName,
                        health,
                        offline,
                        rules.equals(former.rules) ? former.rules : rules,
                        former.connectionKey)
                : this;
    }

    /** The first endpoint: what is shown of the member where there is room for one, and whose path prefix all share. */
    public Endpoint endpoint() {
        return endpoints.get(0);
    }
}
