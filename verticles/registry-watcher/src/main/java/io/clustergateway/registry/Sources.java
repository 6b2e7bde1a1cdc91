package io.clustergateway.registry;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.registry.ocm.ManagedClusterSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where members come from: a folder of manifests, or the hub's Secrets and ManagedClusters. Used on one context only. */
final class Sources {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final RegistrySettings settings;
    private final Optional<HubApi> hub;
    private final ModuleContext module;
    private final AtomicLong folderVersion;
    private final Registry registry;
    private @Nullable MemberSource members;
    private @Nullable ManagedClusterSource managed;
    private boolean stopped;

    Sources(
            Vertx vertx,
            RegistrySettings settings,
            Optional<HubApi> hub,
            ModuleContext module,
            AtomicLong folderVersion,
            Registry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.hub = hub;
        this.module = module;
        this.folderVersion = folderVersion;
        this.registry = registry;
    }

    Future<Void> start() {
        SourceConditions conditions = new SourceConditions(
                module.condition(),
                module.readiness(),
                new SourceMetrics(module.metrics().registry(), module.clock()));
        MemberSource source = settings.folder()
                .<MemberSource>map(folder ->
                        new FolderSource(vertx, folder, settings.namespace(), registry, conditions, folderVersion))
                .orElseGet(() -> new HubSource(hub.orElseThrow(), settings.namespace(), registry, conditions));
        members = source;
        return settings.folder().isPresent() ? source.start() : start(source, hub.orElseThrow());
    }

    Future<Void> stop() {
        stopped = true;
        if (managed != null) {
            managed.stop();
        }
        return members == null ? Future.succeededFuture() : members.stop();
    }

    /* Members that ManagedClusters say the place of are not shown at another first, if it can be helped. */
    private Future<Void> start(MemberSource source, HubApi api) {
        ManagedClusterSource clusters = new ManagedClusterSource(
                vertx, api, registry.managed(), module.readiness(), settings.ocmIntegration(), LONGEST_PAUSE);
        managed = clusters;
        Future<Void> told = clusters.start();
        if (!settings.ocmIntegration()) {
            return source.start();
        }
        module.condition().notReady("waiting for the first list of ManagedClusters");
        told.onSuccess(ignored -> {
            if (!stopped) {
                source.start();
            }
        });
        return Future.succeededFuture();
    }
}
