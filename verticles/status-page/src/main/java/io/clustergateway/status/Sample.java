package io.clustergateway.status;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the metrics of this process say at one moment: those that the page shows, added up. */
final class Sample {
    private static final String MEMBER = "member";
    private static final String TOTAL = "_total";
    private static final Set<String> NAMES = Set.of(
            "ocm_proxy_proxied_requests_by_cluster_total",
            "cluster_gateway_member_request_duration_seconds",
            "cluster_gateway_requests_total",
            "cluster_gateway_request_duration_seconds",
            "cluster_gateway_requests_in_flight",
            "cluster_gateway_streams_open",
            "cluster_gateway_member_streams_in_flight",
            "cluster_gateway_member_circuit_state",
            "cluster_gateway_identity_decisions_total",
            "cluster_gateway_serving_certificate_expiration_timestamp_seconds",
            "cluster_gateway_member_certificate_expiration_timestamp_seconds");

    final Map<String, MemberCounts> members = new HashMap<>();
    /** Decisions by outcome. */
    final Map<RuleName, Map<String, Long>> rules = new HashMap<>();

    final Map<String, Long> streams = new TreeMap<>();
    /** When members' serving certificates end, in seconds since 1970. */
    final Map<String, Long> memberCertificates = new HashMap<>();

    final JsonArray memberBounds = new JsonArray();
    final JsonArray bounds = new JsonArray();
    long[] buckets = {};
    long requests;
    /** Of these, refused or failed by a hop. */
    long refused;

    long inFlight;
    /** 0 while unknown. */
    long servingCertificate;

    /** @param scope {@code global}, {@code member}, or {@code none} where no rule matched */
    record RuleName(String scope, String rule) {}

    /** Whether the page shows this metric; registries name counters without their ending. */
    static boolean shows(String name) {
        return NAMES.contains(name) || NAMES.contains(name + TOTAL);
    }

    void add(MetricSnapshot snapshot) {
        String name = snapshot.getMetadata().getName();
        if (snapshot instanceof CounterSnapshot counter) {
            counter.getDataPoints().forEach(point -> count(name, point.getLabels(), Math.round(point.getValue())));
        } else if (snapshot instanceof GaugeSnapshot gauge) {
            gauge.getDataPoints().forEach(point -> gauge(name, point.getLabels(), Math.round(point.getValue())));
        } else if (snapshot instanceof HistogramSnapshot histogram) {
            histogram.getDataPoints().forEach(point -> took(name, point.getLabels(), point.getClassicBuckets()));
        }
    }

    private void count(String name, Labels labels, long value) {
        switch (name + TOTAL) {
            case "ocm_proxy_proxied_requests_by_cluster_total" ->
                member(labels.get("cluster")).answered(labels.get("code"), value);
            case "cluster_gateway_requests_total" -> ended(labels, value);
            case "cluster_gateway_identity_decisions_total" ->
                rules.computeIfAbsent(new RuleName(labels.get("scope"), labels.get("rule")), absent -> new TreeMap<>())
                        .merge(labels.get("outcome"), value, Long::sum);
            default -> {
                // Another metric's, which NAMES has not.
            }
        }
    }

    private void ended(Labels labels, long value) {
        if (MEMBER.equals(labels.get("target"))) {
            requests += value;
            refused += "none".equals(labels.get("hop")) ? 0 : value;
        }
    }

    private void gauge(String name, Labels labels, long value) {
        switch (name) {
            case "cluster_gateway_requests_in_flight" -> inFlight += MEMBER.equals(labels.get("target")) ? value : 0;
            case "cluster_gateway_streams_open" -> streams.merge(labels.get("kind"), value, Long::sum);
            case "cluster_gateway_member_streams_in_flight" ->
                member(labels.get("cluster")).streams((int) value);
            case "cluster_gateway_member_circuit_state" ->
                member(labels.get("cluster")).circuit((int) value);
            case "cluster_gateway_serving_certificate_expiration_timestamp_seconds" -> servingCertificate = value;
            case "cluster_gateway_member_certificate_expiration_timestamp_seconds" -> {
                if ("serving".equals(labels.get("certificate"))) {
                    memberCertificates.put(labels.get("cluster"), value);
                }
            }
            default -> {
                // Another metric's, which NAMES has not.
            }
        }
    }

    private void took(String name, Labels labels, ClassicHistogramBuckets counts) {
        if (name.equals("cluster_gateway_member_request_duration_seconds")) {
            member(labels.get("cluster")).took(counts);
            bounds(memberBounds, counts);
        } else if (MEMBER.equals(labels.get("target"))) {
            buckets = MemberCounts.sum(buckets, counts);
            bounds(bounds, counts);
        }
    }

    private static void bounds(JsonArray known, ClassicHistogramBuckets counts) {
        for (int i = known.size(); i < counts.size() - 1; i++) {
            known.add(counts.getUpperBound(i));
        }
    }

    private MemberCounts member(String name) {
        return members.computeIfAbsent(name, absent -> new MemberCounts());
    }
}
