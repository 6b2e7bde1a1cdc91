package io.clustergateway.kernel.config;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.TreeMap;

/** Reloads of the configuration file, named as kube-apiserver names those of its own. */
final class ReloadMetrics {
    private static final int HASH_BYTES = 8;

    private final Counter reloads;
    private final Gauge last;
    private final Info hash;

    ReloadMetrics(PrometheusRegistry registry) {
        reloads = Counter.builder()
                .name("cluster_gateway_config_automatic_reloads_total")
                .help("Changes of the configuration file, by whether they took effect.")
                .labelNames("status")
                .register(registry);
        last = Gauge.builder()
                .name("cluster_gateway_config_automatic_reload_last_timestamp_seconds")
                .help(
                        "When the configuration file was read last with this outcome, in seconds since 1970; 0 for never.")
                .labelNames("status")
                .register(registry);
        hash = Info.builder()
                .name("cluster_gateway_config_last_config_info")
                .help("The configuration as last read without a fault, flags included.")
                .labelNames("hash")
                .register(registry);
        reloads.labelValues("success");
        reloads.labelValues("failure");
        last.labelValues("success");
        last.labelValues("failure");
    }

    void reloaded(JsonObject tree) {
        ended("success");
        inForce(tree);
    }

    void failed() {
        ended("failure");
    }

    void inForce(JsonObject tree) {
        hash.setLabelValues(hash(tree));
    }

    private void ended(String status) {
        reloads.labelValues(status).inc();
        last.labelValues(status).set(Instant.now().getEpochSecond());
    }

    /** Of paths and values in their order by name, whatever order the file has. */
    private static String hash(JsonObject tree) {
        TreeMap<String, Object> flat = new TreeMap<>();
        Reload.flatten("", tree, flat);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(flat.toString().getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
