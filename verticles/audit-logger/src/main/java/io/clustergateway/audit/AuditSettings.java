package io.clustergateway.audit;

import io.clustergateway.kernel.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The section {@code audit}; every key is read, so that a backend that is not there leaves none unknown. */
record AuditSettings(Optional<Path> policyFile, Optional<Log> log, Optional<Webhook> webhook) {
    private static final String VERSION = "audit.k8s.io/v1";

    /**
     * A file.
     *
     * @param path {@code -} for the standard output
     * @param maxBytes at which it is rotated
     * @param maxAge of rotated files; 0 keeps them
     * @param maxBackups rotated files kept; 0 keeps all
     */
    record Log(
            String path, long maxBytes, Duration maxAge, int maxBackups, boolean compress, DeliverySettings delivery) {}

    /** A server that takes EventLists. */
    record Webhook(Path kubeconfig, Duration initialBackoff, DeliverySettings delivery) {}

    static AuditSettings read(Settings audit) {
        return new AuditSettings(
                audit.path("policyFile"), log(audit.section("log")), webhook(audit.section("webhook")));
    }

    boolean hasBackend() {
        return log.isPresent() || webhook.isPresent();
    }

    private static Optional<Log> log(Settings log) {
        requireOnly(log, "format", "json");
        requireOnly(log, "version", VERSION);
        int megabytes = log.integer("maxSize", 0, 0, 1 << 20);
        Duration maxAge = Duration.ofDays(log.integer("maxAge", 0, 0, 100_000));
        int maxBackups = log.integer("maxBackup", 0, 0, 1_000_000);
        boolean compress = log.bool("compress", false);
        DeliverySettings delivery = DeliverySettings.ofLog(log);
        return log.optional("path")
                .map(path -> new Log(
                        path, (megabytes == 0 ? 100L : megabytes) << 20, maxAge, maxBackups, compress, delivery));
    }

    private static Optional<Webhook> webhook(Settings webhook) {
        requireOnly(webhook, "version", VERSION);
        Duration backoff = webhook.duration("initialBackoff", Duration.ofSeconds(10));
        DeliverySettings delivery = DeliverySettings.ofWebhook(webhook);
        return webhook.path("configFile").map(file -> new Webhook(file, backoff, delivery));
    }

    private static void requireOnly(Settings settings, String key, String only) {
        String value = settings.string(key, only);
        if (!value.equals(only)) {
            settings.fault(key, value, only);
        }
    }
}
