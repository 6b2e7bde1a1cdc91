package io.clustergateway.kernel.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpsTest {
    private static final Map<String, List<String>> VERBOSE = Map.of("verbose", List.of(""));

    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final Ops ops = new Ops(readiness, metrics);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void isAliveWhateverItsReadiness() {
        readiness.condition("registry-watcher", 0).notReady("hub is away");
        assertThat(get("/livez", Map.of())).isEqualTo(new OpsAnswer(200, "text/plain; charset=utf-8", "ok"));
        assertThat(get("/healthz", Map.of()).code()).isEqualTo(200);
    }

    @Test
    void isReadyOnceEveryModuleIs() {
        Condition registry = readiness.condition("registry-watcher", 0);
        Condition forwarder = readiness.condition("proxy-forwarder", 0);
        forwarder.ready();
        assertThat(get("/readyz", Map.of()).code()).isEqualTo(500);
        registry.ready();
        assertThat(get("/readyz", Map.of()).body()).isEqualTo("ok");
    }

    @Test
    void isNotReadyWithoutAReasonEither() {
        readiness.condition("a", 0).notReady("");
        assertThat(get("/readyz", Map.of()).body()).contains("[-]a failed: no reason given");
    }

    @Test
    void oneInstanceOfTwoKeepsAModuleReady() {
        readiness.condition("proxy-forwarder", 0).ready();
        readiness.condition("proxy-forwarder", 1).notReady("restarting");
        assertThat(get("/readyz", Map.of()).code()).isEqualTo(200);
    }

    @Test
    void namesEachConditionAndKeepsReasonsFromStrangers() {
        readiness.condition("registry-watcher", 0).notReady("hub https://10.0.0.1 is away");
        assertThat(ops.answer("/readyz", Map.of(), false).orElseThrow().body()).isEqualTo("""
            [+]ping ok
            [-]registry-watcher failed: reason withheld
            [+]shutdown ok
            readyz check failed
            """);
        assertThat(get("/readyz", Map.of()).body())
                .contains("[-]registry-watcher failed: hub https://10.0.0.1 is away");
    }

    @Test
    void showsWarningsBesideConditionsToWhomMayKnowOnly() {
        readiness.warn("member-secret/bad", "endpoint: missing");
        assertThat(get("/readyz", VERBOSE).body()).contains("[!]member-secret/bad warning: endpoint: missing");
        assertThat(ops.answer("/readyz", VERBOSE, false).orElseThrow().body()).doesNotContain("bad");
        readiness.clear("member-secret/bad");
        assertThat(get("/readyz", VERBOSE).body()).doesNotContain("bad");
    }

    @Test
    void answersASingleCheckAndLeavesOutExcludedOnes() {
        readiness.condition("a", 0).notReady("x");
        assertThat(get("/readyz/a", Map.of()).code()).isEqualTo(500);
        assertThat(get("/readyz/ping", Map.of()).body()).isEqualTo("ok");
        assertThat(ops.answer("/readyz/none", Map.of(), true)).isEmpty();
        assertThat(get("/readyz", Map.of("exclude", List.of("a"))).code()).isEqualTo(200);
    }

    @Test
    void isNoLongerReadyOnceItGoesDown() {
        ops.shuttingDown();
        assertThat(get("/readyz", Map.of()).code()).isEqualTo(500);
        assertThat(get("/livez", Map.of()).code()).isEqualTo(200);
    }

    @Test
    void tellsItsVersionInTheFormOfKubeApiserver() {
        JsonObject version = new JsonObject(get("/version", Map.of()).body());
        assertThat(version.getString("gitVersion")).matches("v\\d+\\.\\d+\\.\\d+.*");
        assertThat(version.getString("major")).matches("\\d+");
    }

    @Test
    void showsMetricsInPrometheusTextForm() {
        assertThat(get("/metrics", Map.of()).body()).contains("# TYPE jvm_memory_used_bytes gauge");
    }

    @Test
    void gathersMetricsOnAWorkerAndTellsHealthAtOnce() {
        AtomicReference<String> thread = new AtomicReference<>("");
        Gauge.builder("asked", () -> {
                    thread.set(Thread.currentThread().getName());
                    return 1;
                })
                .register(metrics.registry());
        Vertx vertx = Vertx.vertx();
        Context context = vertx.getOrCreateContext();
        assertThat(ops.answer(context, "/livez", Map.of(), true, "").isComplete())
                .isTrue();
        assertThat(ops.answer(context, "/metrics", Map.of(), true, "").await()).isPresent();
        assertThat(thread.get()).startsWith("vert.x-worker-thread");
        vertx.close().await();
    }

    private OpsAnswer get(String path, Map<String, List<String>> query) {
        return ops.answer(path, query, true).orElseThrow();
    }

    @Test
    void showsTheConfigurationInForce() {
        ops.show("identity-rules", () -> new JsonObject().put("version", "a"));
        ops.show("identity-rules", () -> new JsonObject().put("version", "b"));
        OpsAnswer answer = ops.answer("/configz", Map.of(), false).orElseThrow();
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject().put("identity-rules", new JsonObject().put("version", "b")));
    }
}
