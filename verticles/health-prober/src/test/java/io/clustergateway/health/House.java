package io.clustergateway.health;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.HealthQuestion;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The verticle alone in its kernel, with the registry and the hub played by the test. */
final class House implements AutoCloseable {
    final Readiness readiness = new Readiness();
    final Metrics metrics = new Metrics();
    private final Optional<HubApi> hub;
    private final Kernel kernel;
    private final Registry registry;
    private final Context asker;

    House(Vertx vertx, Registry registry, Optional<Path> kubeconfig, Map<String, Object> health) {
        this.registry = registry;
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings root = faults.read(new JsonObject()
                .put("health", new JsonObject(Map.copyOf(health)))
                .put("members", new JsonObject().put("allowLoopback", true)));
        hub = kubeconfig.map(file -> HubApi.connect(vertx, Optional.of(file), "test/1"));
        HealthProber module = new HealthProber(
                root.section("health"), false, MemberSettings.read(root.section("members")), hub, "ns");
        faults.check(root);
        kernel =
                new Kernel(vertx, List.of(registry, module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
        kernel.start().await();
        asker = vertx.getOrCreateContext();
    }

    Future<ResourceAnswer> ask(String verb, String name, String query, String body) {
        HealthQuestion question = new HealthQuestion(
                new ResourceQuestion(verb, name, query, "", ""), "application/json", Buffer.buffer(body));
        return Future.<ResourceAnswer>future(promise -> asker.runOnContext(
                        ignored -> registry.bus().ask(Topics.HEALTH, question).onComplete(promise)))
                .timeout(20, TimeUnit.SECONDS);
    }

    String metric(String line) {
        return metrics.scrape()
                .lines()
                .filter(each -> each.startsWith(line))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        kernel.stop(Duration.ofSeconds(5)).await();
        hub.ifPresent(HubApi::close);
        metrics.close();
    }
}
