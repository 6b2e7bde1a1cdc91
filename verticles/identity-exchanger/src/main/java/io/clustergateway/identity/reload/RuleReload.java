package io.clustergateway.identity.reload;

import io.clustergateway.kernel.config.FolderFollower;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.Scope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the global rules in step with their files. A reading takes effect whole or not at all. Used on one context only.
 */
public final class RuleReload {
    private static final Logger log = LoggerFactory.getLogger(RuleReload.class);
    private static final long SETTLING_MILLIS = 50;
    private static final int ATTEMPTS = 3;

    private final Vertx vertx;
    private final RuleFiles files;
    private final RulesCompiler compiler;
    private final Consumer<RulesState> changed;
    private final FolderFollower follower;
    private RulesState state = RulesState.UNREAD;
    private List<RuleSource> lastRead = List.of();
    private boolean stopped;

    /**
     * Nothing read yet.
     *
     * @param path of the file or folder
     * @param changed told of each reading that differs from the one before
     */
    public RuleReload(Vertx vertx, Path path, RulesCompiler compiler, Consumer<RulesState> changed) {
        this.vertx = vertx;
        this.files = new RuleFiles(vertx, path);
        this.compiler = compiler;
        this.changed = changed;
        this.follower = new FolderFollower(vertx, files.folder(), this::read);
    }

    /** Reads once, whatever comes of it, and goes on following. */
    public Future<Void> start() {
        return follower.start();
    }

    /** Follows no more. */
    public Future<Void> stop() {
        stopped = true;
        return follower.stop();
    }

    private Future<Void> read() {
        return attempt(ATTEMPTS).compose(this::compile).<Void>mapEmpty().recover(this::unreadable);
    }

    /** A version of the mount that is deleted while it is read is a swap under way, not a fault. */
    private Future<List<RuleSource>> attempt(int left) {
        return files.read()
                .recover(error -> left > 1 && error instanceof RuleFiles.Unreadable
                        ? vertx.timer(SETTLING_MILLIS, TimeUnit.MILLISECONDS).compose(later -> attempt(left - 1))
                        : Future.failedFuture(error));
    }

    private Future<RulesState> compile(List<RuleSource> sources) {
        if (sources.equals(lastRead)) {
            return Future.succeededFuture(state);
        }
        return vertx.executeBlocking(() -> compiler.compile(Scope.GLOBAL, sources))
                .map(compilation -> {
                    lastRead = sources;
                    return replace(next(sources, compilation));
                });
    }

    private RulesState next(List<RuleSource> sources, Compilation compilation) {
        Optional<RulesState.Loaded> loaded = compilation
                .rules()
                .map(rules -> new RulesState.Loaded(
                        rules,
                        compilation.shadow(),
                        sources.stream().map(RuleSource::name).toList(),
                        Instant.now()));
        return new RulesState(loaded.or(state::inForce), compilation.findings());
    }

    private Future<Void> unreadable(Throwable error) {
        if (!(error instanceof RuleFiles.Unreadable unreadable)) {
            log.error("rules could not be read", error);
            return Future.succeededFuture();
        }
        RulesState next = new RulesState(state.inForce(), List.of(unreadable.finding()));
        lastRead = List.of();
        if (!next.equals(state)) {
            replace(next);
        }
        return Future.succeededFuture();
    }

    private RulesState replace(RulesState next) {
        if (!stopped) {
            state = next;
            changed.accept(next);
        }
        return state;
    }
}
