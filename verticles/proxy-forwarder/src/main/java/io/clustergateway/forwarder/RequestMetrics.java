package io.clustergateway.forwarder;

import io.clustergateway.forwarder.journey.CodeLabel;
import io.clustergateway.forwarder.request.RequestInfo;
import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Go program's request metrics, same names, labels and buckets, and what they leave open. One for each process; safe from any thread. Label
 * values are bounded: clusters come from the table, resources from answers members gave with success, codes are those that HTTP knows.
 */
final class RequestMetrics {
    private static final double[] BUCKETS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
    private static final double[] MEMBER_BUCKETS = {0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30};
    private static final double NANOS = 1e9;
    private static final int MOST_RESOURCES = 500;
    private static final String OTHER = "other";

    private final Counter byResource;
    private final Counter byCluster;
    private final Histogram duration;
    private final Histogram members;
    private final Gauge inFlight;
    private final Set<String> resources = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Series>> shown = new ConcurrentHashMap<>();
    private volatile ClusterTable table = ClusterTable.EMPTY;

    RequestMetrics(PrometheusRegistry registry) {
        byResource = Counter.builder()
                .name("ocm_proxy_proxied_resource_requests_by_resource_total")
                .help("Number of requests proxied, by resource of the member.")
                .labelNames("resource", "verb", "code")
                .register(registry);
        byCluster = Counter.builder()
                .name("ocm_proxy_proxied_requests_by_cluster_total")
                .help("Number of requests proxied, by member.")
                .labelNames("cluster", "code")
                .register(registry);
        duration = Histogram.builder()
                .name("ocm_proxy_proxied_request_duration_seconds")
                .help("Time from the request's arrival to the end of its answer.")
                .labelNames("resource", "verb", "cluster", "code")
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .register(registry);
        members = Histogram.builder()
                .name("cluster_gateway_member_request_duration_seconds")
                .help("Time from the request's arrival to the last byte of its answer, by member, without streams.")
                .labelNames("cluster")
                .classicOnly()
                .classicUpperBounds(MEMBER_BUCKETS)
                .register(registry);
        inFlight = Gauge.builder()
                .name("cluster_gateway_proxied_requests_in_flight")
                .help("Requests on their way, streams and tunnels included.")
                .register(registry);
    }

    /** Members that left take their series with them. */
    synchronized void follow(ClusterTable next) {
        Set<String> changed = next.changedSince(table);
        table = next;
        changed.stream().filter(name -> next.find(name).isEmpty()).forEach(this::forget);
    }

    void began() {
        inFlight.inc();
    }

    /**
     * Counts a request whose member was found; others are no proxied requests.
     *
     * @param isStream whether it lasts as long as its client wants, so that its time says nothing about the member
     */
    void ended(Outcome outcome, Attributes inner, boolean isStream) {
        inFlight.dec();
        if (outcome.cluster().isPresent()) {
            count(outcome, outcome.cluster().get(), resource(inner, outcome.code()), isStream);
        }
    }

    private void count(Outcome outcome, Cluster cluster, String resource, boolean isStream) {
        String code = CodeLabel.of(outcome.code());
        String verb = RequestInfo.verb(outcome.request().method());
        double seconds = (System.nanoTime() - outcome.startedAt()) / NANOS;
        byResource.labelValues(resource, verb, code).inc();
        if (table.find(cluster.name()).isEmpty()) {
            return;
        }
        shown.computeIfAbsent(cluster.name(), name -> ConcurrentHashMap.newKeySet())
                .add(new Series(resource, verb, code));
        byCluster.labelValues(cluster.name(), code).inc();
        duration.labelValues(resource, verb, cluster.name(), code).observe(seconds);
        if (!isStream) {
            members.labelValues(cluster.name()).observe(seconds);
        }
    }

    private void forget(String member) {
        members.remove(member);
        Set<Series> series = shown.remove(member);
        if (series != null) {
            series.forEach(one -> {
                byCluster.remove(member, one.code());
                duration.remove(one.resource(), one.verb(), member, one.code());
            });
        }
    }

    private String resource(Attributes inner, int code) {
        if (!(inner instanceof Attributes.Resource named)) {
            return "";
        }
        String resource = named.resource();
        boolean served = code >= 200 && code < 300 || code == 101;
        if (served && resources.size() < MOST_RESOURCES) {
            resources.add(resource);
        }
        return resources.contains(resource) ? resource : OTHER;
    }

    private record Series(String resource, String verb, String code) {}
}
