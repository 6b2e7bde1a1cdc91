package io.clustergateway.registry;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Inflow;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.CredentialRejected;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The verticle alone in its kernel, with the test as the forwarder on the bus. */
final class House implements AutoCloseable {
    final List<ClusterTable> tables = new CopyOnWriteArrayList<>();
    final Readiness readiness = new Readiness();
    final Metrics metrics = new Metrics();
    private final Vertx vertx;
    private final Optional<HubApi> hub;
    private final Kernel kernel;
    private final Context forwarder;

    House(Vertx vertx, JsonObject registry, Optional<Path> kubeconfig) {
        this.vertx = vertx;
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings root = faults.read(new JsonObject().put("registry", registry));
        hub = kubeconfig.map(file -> HubApi.connect(vertx, Optional.of(file), "test/1"));
        RegistryWatcher module = new RegistryWatcher(root.section("registry"), hub);
        faults.check(root);
        kernel = new Kernel(vertx, List.of(module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
        forwarder = vertx.getOrCreateContext();
        forwarder.runOnContext(ignored -> kernel.bus().follow(Topics.CLUSTERS, tables::add));
        kernel.start().await();
    }

    ClusterTable table() {
        return tables.isEmpty() ? ClusterTable.EMPTY : tables.get(tables.size() - 1);
    }

    boolean knows(String... names) {
        return table().members().keySet().equals(Set.of(names));
    }

    ResourceAnswer list(String query) {
        return kernel.bus()
                .ask(Topics.CLUSTERGATEWAYS, new ResourceQuestion("list", "", query, "", ""))
                .await();
    }

    /** Tells, as the forwarder does, that a member refuses what it was shown; whether that leads to anything. */
    boolean reject(Cluster shown) {
        return kernel.bus()
                .ask(Topics.CREDENTIAL_REJECTED, CredentialRejected.of(shown).orElseThrow())
                .await();
    }

    /** Opens a watch of clustergateways as the forwarder does. */
    WatchReader watch(String query, int credit) {
        return watch("clustergateways", query, credit);
    }

    WatchReader watch(String resource, String query, int credit) {
        WatchReader reader = new WatchReader(forwarder);
        Promise<Inflow> opened = Promise.promise();
        WatchQuestion question = new WatchQuestion(resource, query, "");
        forwarder.runOnContext(
                ignored -> kernel.bus().open(Topics.WATCH, question, reader).onComplete(opened));
        reader.opened(opened.future().await());
        if (credit > 0) {
            reader.grant(credit);
        }
        return reader;
    }

    /** Kills the verticle, as an exception would; the kernel deploys it again. */
    void kill() {
        vertx.deploymentIDs().forEach(id -> vertx.undeploy(id).await());
    }

    @Override
    public void close() {
        kernel.stop(Duration.ofSeconds(5)).await();
        hub.ifPresent(HubApi::close);
        metrics.close();
    }
}
