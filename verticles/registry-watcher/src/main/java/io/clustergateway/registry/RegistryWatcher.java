package io.clustergateway.registry;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** The module of the registry-watcher. */
public final class RegistryWatcher implements Module {
    private final RegistrySettings settings;
    private final AtomicLong folderVersion = new AtomicLong(System.currentTimeMillis());

    /**
     * Reads the sections {@code registry} and {@code hub}.
     *
     * @param root of the configuration tree; bad values become faults there
     */
    public RegistryWatcher(Settings root) {
        this.settings = RegistrySettings.read(root);
    }

    @Override
    public String name() {
        return "registry-watcher";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new RegistryVerticle(settings, context, folderVersion, Clock.systemUTC());
    }
}
