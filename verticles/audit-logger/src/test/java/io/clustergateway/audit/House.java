package io.clustergateway.audit;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.AuditBatch;
import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.contract.AuditReceipt;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The module alone in its kernel; the test plays the forwarder. */
final class House implements AutoCloseable {
    final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final Vertx vertx = Vertx.vertx();
    private final Context forwarder = vertx.getOrCreateContext();
    private final Auditing auditing;
    private final Kernel kernel;

    House(Map<String, Object> log, Map<String, Object> webhook) {
        SettingsFaults faults = new SettingsFaults(Map.of("audit.webhook.configFile", "--audit-webhook-config-file"));
        Settings root = faults.read(new JsonObject()
                .put(
                        "audit",
                        new JsonObject()
                                .put("log", new JsonObject(Map.copyOf(log)))
                                .put("webhook", new JsonObject(Map.copyOf(webhook)))));
        AuditLogger module = new AuditLogger(root.section("audit"));
        faults.check(root);
        auditing = module.auditing();
        kernel = new Kernel(vertx, List.of(module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
        kernel.start().timeout(20, TimeUnit.SECONDS).await();
    }

    Auditing auditing() {
        return auditing;
    }

    boolean store(AuditEvent... events) {
        return send(events).timeout(20, TimeUnit.SECONDS).await().stored();
    }

    Future<AuditReceipt> send(AuditEvent... events) {
        Bus bus = kernel.bus();
        return Future.future(promise -> forwarder.runOnContext(
                now -> bus.ask(Topics.AUDIT, new AuditBatch(List.of(events))).onComplete(promise)));
    }

    double metric(String name) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    void stop() {
        kernel.stop(Duration.ofSeconds(15)).timeout(20, TimeUnit.SECONDS).await();
    }

    @Override
    public void close() {
        stop();
        vertx.close().timeout(20, TimeUnit.SECONDS).await();
    }
}
