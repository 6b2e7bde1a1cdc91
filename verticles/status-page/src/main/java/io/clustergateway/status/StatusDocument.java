package io.clustergateway.status;

import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.ops.Build;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.kernel.ops.Replica;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** The document that the page polls, as docs/status-page.md describes it. Safe from any thread. */
final class StatusDocument {
    private static final int VERSION = 1;
    private static final int MOST_WARNINGS = 50;
    private static final double NANOS = 1e9;

    private final Readiness readiness;
    private final Ops ops;
    private final Clock clock;
    private final Instant startedAt =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    StatusDocument(Readiness readiness, Ops ops, Clock clock) {
        this.readiness = readiness;
        this.ops = ops;
        this.clock = clock;
    }

    JsonObject of(ClusterTable table, HealthTable probed, Samples.Taken taken, View view, Caller caller) {
        Sample sample = taken.sample();
        JsonObject document = new JsonObject()
                .put("version", VERSION)
                .put("at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("seconds", taken.nanos() / NANOS)
                .put("caller", Text.cut(caller.user()))
                .put("replica", replica())
                .put("build", Build.CURRENT.json())
                .put("conditions", conditions())
                .put("warnings", warnings())
                .put("requests", requests(sample))
                .put("streams", new JsonObject(Map.copyOf(sample.streams)))
                .put("rules", RuleRows.of(ops.shown("identity-rules").orElseGet(JsonObject::new), sample))
                .put("members", new MemberRows(probed, sample).of(table, view));
        if (sample.servingCertificate != 0) {
            document.put("servingCertificateEnd", Text.time(sample.servingCertificate));
        }
        return document;
    }

    private JsonObject replica() {
        Replica replica = Replica.current();
        return new JsonObject()
                .put("name", replica.name())
                .put("namespace", replica.namespace().orElse(""))
                .put("startedAt", startedAt.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("ready", readiness.isReady() && !ops.isShuttingDown());
    }

    private JsonArray conditions() {
        JsonArray failing = new JsonArray();
        readiness.conditions().forEach((name, reason) -> {
            if (!reason.isEmpty()) {
                failing.add(entry(name, reason));
            }
        });
        return failing;
    }

    private JsonObject warnings() {
        Map<String, String> all = readiness.warnings();
        JsonArray items = new JsonArray();
        all.entrySet().stream()
                .limit(MOST_WARNINGS)
                .forEach(warning -> items.add(entry(warning.getKey(), warning.getValue())));
        return new JsonObject().put("total", all.size()).put("items", items);
    }

    private static JsonObject entry(String name, String text) {
        return new JsonObject().put("name", Text.cut(name)).put("text", Text.cut(text));
    }

    private static JsonObject requests(Sample sample) {
        return new JsonObject()
                .put("total", sample.requests)
                .put("refused", sample.refused)
                .put("inFlight", sample.inFlight)
                .put("bounds", sample.bounds)
                .put("buckets", MemberCounts.json(sample.buckets));
    }
}
