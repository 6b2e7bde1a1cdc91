package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Go program's dashboards find what they look for: names, types, labels and buckets of its metrics.go. */
final class GoMetricsTest {
    private static final List<Double> BUCKETS =
            List.of(0.0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, Double.POSITIVE_INFINITY);

    @TempDir
    private Path folder;

    @Test
    void hasNamesTypesLabelsAndBucketsOfTheGoProgram() {
        try (Rig rig = new Rig(folder, Map.of(), Map.of("instances", 1)).start()) {
            TestMember member = new TestMember(rig.vertx);
            rig.peers.publish(member.table());
            String path = Rig.ROOT + "/clustergateways/good/proxy/api/v1/pods";
            await().until(() -> rig.get(path).code() == 200);
            await().until(() -> rig.metrics.scrape().contains("resource=\"pods\""));
            PrometheusRegistry registry = rig.metrics.prometheus();
            assertThat(counter(registry, "ocm_proxy_proxied_resource_requests_by_resource"))
                    .isEqualTo(Map.of("resource", "pods", "verb", "get", "code", "200"));
            assertThat(counter(registry, "ocm_proxy_proxied_requests_by_cluster"))
                    .isEqualTo(Map.of("cluster", "good", "code", "200"));
            HistogramDataPointSnapshot point =
                    registry.scrape(name -> name.equals("ocm_proxy_proxied_request_duration_seconds")).stream()
                            .map(HistogramSnapshot.class::cast)
                            .flatMap(histogram -> histogram.getDataPoints().stream())
                            .filter(data -> "200".equals(data.getLabels().get("code")))
                            .findFirst()
                            .orElseThrow();
            assertThat(labels(point.getLabels()))
                    .isEqualTo(Map.of("resource", "pods", "verb", "get", "cluster", "good", "code", "200"));
            assertThat(IntStream.range(0, point.getClassicBuckets().size())
                            .mapToObj(i -> point.getClassicBuckets().getUpperBound(i)))
                    .isEqualTo(BUCKETS);
        }
    }

    private static Map<String, String> counter(PrometheusRegistry registry, String name) {
        return registry.scrape(name::equals).stream()
                .map(CounterSnapshot.class::cast)
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .map(point -> labels(point.getLabels()))
                .filter(labels -> labels.containsValue("200"))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> labels(Labels labels) {
        return labels.stream().collect(Collectors.toMap(label -> label.getName(), label -> label.getValue()));
    }
}
