package io.clustergateway.registry;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.registry.exec.PluginCredentials;
import io.clustergateway.registry.ocm.ManagedClusterSource;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.registry.serving.Reads;
import io.clustergateway.registry.serving.Watching;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Wires a source of Secrets to the feed of members and the reads of our resources. */
final class RegistryVerticle extends VerticleBase {
    private static final int ENCODED_AT_ONCE = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final RegistrySettings settings;
    private final Optional<HubApi> hub;
    private final ModuleContext module;
    private final AtomicLong folderVersion;
    private final Clock clock;
    private @Nullable Registry registry;
    private @Nullable PluginCredentials plugins;
    private @Nullable Watches watches;
    private @Nullable MemberSource source;
    private @Nullable ManagedClusterSource managed;
    private boolean stopped;

    RegistryVerticle(
            RegistrySettings settings,
            Optional<HubApi> hub,
            ModuleContext module,
            AtomicLong folderVersion,
            Clock clock) {
        this.settings = settings;
        this.hub = hub;
        this.module = module;
        this.folderVersion = folderVersion;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        MemberConditions conditions = new MemberConditions(
                module.readiness(), new MemberMetrics(module.metrics().registry()));
        PluginCredentials issuing = new PluginCredentials(
                vertx, settings.plugins(), module.metrics().registry(), clock);
        plugins = issuing;
        Registry known = new Registry(
                new SecretReader(settings.allowInsecure(), settings.insecureTunnels(), issuing, clock),
                module.bus().publisher(Topics.CLUSTERS),
                conditions,
                settings.ocmIntegration(),
                context);
        registry = known;
        issuing.start(module.readiness(), known::reread);
        module.bus()
                .serve(
                        Topics.CREDENTIAL_REJECTED,
                        rejected -> Future.succeededFuture(known.has(rejected) && issuing.rejected(rejected.name())));
        Reads gateways = Reads.ofClusterGateways(settings.exposeCredentials());
        Reads virtual = Reads.ofVirtualClusters(clock);
        module.bus().serve(Topics.CLUSTERGATEWAYS, question -> answer(gateways, known, question));
        module.bus().serve(Topics.VIRTUALCLUSTERS, question -> answer(virtual, known, question));
        Watches watched =
                new Watches(vertx, new Watching(List.of(gateways, virtual), known.snapshots(), known.history()));
        watches = watched;
        known.follow(watched::changed, watched::end);
        module.bus().serve(Topics.WATCH, watched::open);
        MemberSource members = source(known);
        source = members;
        return settings.folder().isPresent() ? members.start() : start(known, members);
    }

    /* Members that ManagedClusters say the place of are not shown at another first, if it can be helped. */
    private Future<Void> start(Registry known, MemberSource members) {
        ManagedClusterSource clusters = new ManagedClusterSource(
                vertx, hub.orElseThrow(), known, module.readiness(), settings.ocmIntegration(), LONGEST_PAUSE);
        managed = clusters;
        Future<Void> told = clusters.start();
        if (!settings.ocmIntegration()) {
            return members.start();
        }
        module.condition().notReady("waiting for the first list of ManagedClusters");
        told.onSuccess(ignored -> {
            if (!stopped) {
                members.start();
            }
        });
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        if (managed != null) {
            managed.stop();
        }
        if (registry != null) {
            registry.close();
        }
        if (watches != null) {
            watches.end();
        }
        Future<?> told = source == null ? Future.succeededFuture() : source.stop();
        return plugins == null ? told : Future.join(told, plugins.stop());
    }

    private MemberSource source(Registry known) {
        SourceConditions conditions = new SourceConditions(module.condition(), module.readiness());
        return settings.folder()
                .<MemberSource>map(folder ->
                        new FolderSource(vertx, folder, settings.namespace(), known, conditions, folderVersion))
                .orElseGet(() -> new HubSource(hub.orElseThrow(), settings.namespace(), known, conditions));
    }

    /* Encoding thousands of members takes longer than an event loop should be held. */
    private Future<ResourceAnswer> answer(Reads reads, Registry known, ResourceQuestion question) {
        Supplier<ResourceAnswer> answer = reads.prepare(question, known.snapshots());
        if (question.verb().equals("get") || known.size() <= ENCODED_AT_ONCE) {
            return Future.succeededFuture(answer.get());
        }
        return vertx.executeBlocking(answer::get, false);
    }
}
