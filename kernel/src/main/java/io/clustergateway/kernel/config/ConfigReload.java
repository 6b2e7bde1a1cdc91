package io.clustergateway.kernel.config;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the file of {@code --config}. What may change while running takes effect within a second; what is wrong changes
 * nothing, and what needs a restart says so.
 */
public final class ConfigReload implements Module {
    private static final Logger log = LoggerFactory.getLogger(ConfigReload.class);
    private static final String FAULT = "config-reload";
    private static final String RESTART = "config-restart";

    private final Path file;
    private final Map<String, Object> flags;
    private final Reload reload;
    private JsonObject last;
    private @Nullable ReloadMetrics reloads;

    /**
     * Reads nothing yet.
     *
     * @param flags by full key path; they win over the file, as at the start
     * @param started the tree the gateway was started with
     * @param origins the flag by which a key was set, by the key's full path
     */
    public ConfigReload(
            Path file,
            Map<String, Object> flags,
            JsonObject started,
            Map<String, String> origins,
            List<Reloadable> sections) {
        this.file = file;
        this.flags = Map.copyOf(flags);
        this.reload = new Reload(started, origins, sections);
        this.last = started;
    }

    @Override
    public String name() {
        return "config-reload";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new Verticle(context, metrics(context));
    }

    private synchronized ReloadMetrics metrics(ModuleContext context) {
        ReloadMetrics made = reloads;
        if (made == null) {
            made = new ReloadMetrics(context.metrics().prometheus());
            made.inForce(last);
            reloads = made;
        }
        return made;
    }

    private final class Verticle extends VerticleBase {
        private final ModuleContext module;
        private final ReloadMetrics metrics;
        private @Nullable FolderFollower follower;
        private String lastFault = "";

        Verticle(ModuleContext module, ReloadMetrics metrics) {
            this.module = module;
            this.metrics = metrics;
        }

        @Override
        public Future<?> start() {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
            FolderFollower opened = new FolderFollower(vertx, folder, this::read);
            follower = opened;
            return opened.start().onSuccess(read -> module.condition().ready());
        }

        @Override
        public Future<?> stop() {
            FolderFollower open = follower;
            return open == null ? Future.succeededFuture() : open.stop();
        }

        private Future<Void> read() {
            return notEmpty()
                    .compose(whole -> SettingsLoader.load(vertx, Optional.of(file), flags))
                    .<Void>map(tree -> {
                        use(tree);
                        return null;
                    })
                    .recover(this::keptOld);
        }

        /** An editor that empties a file before it writes it must not put every default in force. */
        private Future<Void> notEmpty() {
            return vertx.fileSystem()
                    .props(file.toString())
                    .recover(error -> Future.failedFuture(
                            new StartFault("--config: %s cannot be read (expected: a YAML file)".formatted(file))))
                    .compose(props -> props.size() > 0
                            ? Future.succeededFuture()
                            : Future.failedFuture(new StartFault("--config: %s is empty".formatted(file))));
        }

        private void use(JsonObject tree) {
            if (tree.equals(last)) {
                mended();
                return;
            }
            reload.apply(tree);
            last = tree;
            metrics.reloaded(tree);
            mended();
            List<String> waiting = reload.changedOtherwise(tree);
            if (waiting.isEmpty()) {
                module.readiness().clear(RESTART);
            } else {
                module.readiness().warn(RESTART, String.join(", ", waiting) + ": changed, which needs a restart");
            }
            log.info("configuration is read anew file={} needsRestart={}", file, waiting);
        }

        private void mended() {
            lastFault = "";
            module.readiness().clear(FAULT);
        }

        private Future<Void> keptOld(Throwable error) {
            String fault = error instanceof StartFault
                    ? String.valueOf(error.getMessage()).replace("\n", "; ")
                    : error.toString();
            if (!fault.equals(lastFault)) {
                lastFault = fault;
                metrics.failed();
                module.readiness().warn(FAULT, fault + "; the former configuration stays in force");
                log.warn("configuration is not read anew, the former one stays in force fault={}", fault);
            }
            return Future.succeededFuture();
        }
    }
}
