package io.clustergateway.registry;

import static java.util.Objects.requireNonNull;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The module of the registry-watcher. */
public final class RegistryWatcher implements Module {
    private final RegistrySettings settings;
    private final Optional<HubApi> hub;
    private final AtomicLong folderVersion = new AtomicLong(System.currentTimeMillis());

    /**
     * Reads its settings, every key of them.
     *
     * @param registry section of that name; bad values become faults there
     * @param hub whose Secrets are members, closed by whoever opened it; empty in hub-less mode, where {@code
     *     clustersFrom} names a folder of them; without either the composition root has a fault of its own to show
     */
    public RegistryWatcher(Settings registry, Optional<HubApi> hub) {
        this.settings = RegistrySettings.read(registry);
        this.hub = requireNonNull(hub, "hub");
    }

    /** The namespace of the member Secrets. */
    public String memberNamespace() {
        return settings.namespace();
    }

    @Override
    public String name() {
        return "registry-watcher";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new RegistryVerticle(settings, hub, context, folderVersion, context.clock());
    }
}
