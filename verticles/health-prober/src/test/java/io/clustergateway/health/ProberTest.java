package io.clustergateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timers of probes, by how often members are asked. */
final class ProberTest {
    private static final int ENOUGH = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Metrics metrics = new Metrics();
    private final Member slow = new Member(vertx);
    private final Member other = new Member(vertx);
    private final Prober prober = on(this::prober);

    @AfterEach
    void close() {
        on(() -> {
            prober.close();
            return true;
        });
        vertx.close().await();
        metrics.close();
    }

    @Test
    void aMemberThatWasBeingAskedWhenProbingEndedIsNotAskedTwiceAsOftenWhenItBeginsAnew() {
        List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
        slow.answer = held::add;
        on(() -> {
            prober.follow(ClusterTable.EMPTY.with(slow.cluster("slow"), "1").with(other.cluster("other"), "2"));
            prober.probe(true);
            return true;
        });
        await().until(() -> !held.isEmpty());
        slow.answer = request -> request.response().end("ok");

        on(() -> {
            prober.probe(false);
            prober.probe(true);
            return true;
        });
        held.forEach(request -> request.response().end("ok"));
        int asked = slow.asked.size();
        int before = other.asked.size();
        await().until(() -> other.asked.size() >= before + ENOUGH);

        assertThat(slow.asked.size() - asked).isLessThan(ENOUGH * 3 / 2);
    }

    private Prober prober() {
        Settings root = new SettingsFaults(Map.of())
                .read(new JsonObject()
                        .put("health", new JsonObject().put("interval", "200ms").put("timeout", "200ms"))
                        .put("members", new JsonObject().put("allowLoopback", true)));
        HealthSettings settings = HealthSettings.read(root.section("health"));
        Readiness readiness = new Readiness();
        ProbeMetrics probes = new ProbeMetrics(metrics.prometheus());
        MemberEvents events = new MemberEvents((about, good, reason, message) -> {});
        return new Prober(
                vertx,
                settings,
                new MemberConnections(
                        vertx, settings.timeout(), MemberSettings.read(root.section("members")), readiness),
                Ticker.SYSTEM,
                new Prober.Parts(
                        probes,
                        new Certificates(readiness, probes, events, Clock.systemUTC(), Duration.ofDays(7)),
                        events,
                        refused -> {},
                        changed -> {},
                        broken -> {},
                        gone -> {}));
    }

    private <T> T on(Callable<T> work) {
        return Future.<T>future(promise -> context.runOnContext(ignored -> {
                    try {
                        promise.complete(work.call());
                    } catch (Exception e) {
                        promise.fail(e);
                    }
                }))
                .await();
    }
}
