package io.clustergateway.identity.reload;

import io.clustergateway.kernel.config.FolderWatch;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.Scope;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the global rules in step with their files: a change of the folder is followed by a reading some milliseconds
 * later, and a slow scan finds what no watch told. A reading takes effect whole or not at all. Used on one context only.
 */
public final class RuleReload {
    private static final Logger log = LoggerFactory.getLogger(RuleReload.class);
    private static final long SETTLING_MILLIS = 50;
    private static final long SCAN_MILLIS = 5_000;
    private static final int ATTEMPTS = 3;

    private final Vertx vertx;
    private final Context context;
    private final RuleFiles files;
    private final RulesCompiler compiler;
    private final Consumer<RulesState> changed;
    private RulesState state = RulesState.UNREAD;
    private List<RuleSource> lastRead = List.of();
    private @Nullable FolderWatch watch;
    private boolean stopped;
    private boolean reading;
    private boolean dirty;
    private long settling = -1;
    private long scan = -1;

    /**
     * Nothing read yet.
     *
     * @param path of the file or folder
     * @param changed told of each reading that differs from the one before
     */
    public RuleReload(Vertx vertx, Path path, RulesCompiler compiler, Consumer<RulesState> changed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.files = new RuleFiles(vertx, path);
        this.compiler = compiler;
        this.changed = changed;
    }

    /** Reads once, whatever comes of it, and goes on following. */
    public Future<Void> start() {
        scan = vertx.setPeriodic(SCAN_MILLIS, ignored -> look());
        return openWatch().compose(watching -> read());
    }

    /** Follows no more. */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(scan);
        vertx.cancelTimer(settling);
        return closeWatch();
    }

    private void look() {
        FolderWatch open = watch;
        Future<Void> watching = open == null || open.isLost() ? openWatch() : Future.succeededFuture();
        watching.onComplete(opened -> readSoon());
    }

    private void hint() {
        if (settling < 0 && !stopped) {
            settling = vertx.setTimer(SETTLING_MILLIS, ignored -> {
                settling = -1;
                readSoon();
            });
        }
    }

    private void readSoon() {
        if (reading) {
            dirty = true;
        } else if (!stopped) {
            read();
        }
    }

    private Future<Void> read() {
        reading = true;
        return attempt(ATTEMPTS)
                .compose(this::compile)
                .<Void>mapEmpty()
                .recover(this::unreadable)
                .onComplete(done -> {
                    reading = false;
                    if (dirty && !stopped) {
                        dirty = false;
                        read();
                    }
                });
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

    private Future<Void> openWatch() {
        return closeWatch()
                .compose(closed -> vertx.executeBlocking(() -> FolderWatch.open(context, files.folder(), this::hint)))
                .onSuccess(this::keep)
                .<Void>mapEmpty()
                .recover(error -> {
                    log.debug("rules are not watched, only scanned", error);
                    return error instanceof IOException ? Future.succeededFuture() : Future.failedFuture(error);
                });
    }

    private void keep(FolderWatch opened) {
        if (stopped) {
            opened.close();
        } else {
            watch = opened;
        }
    }

    private Future<Void> closeWatch() {
        FolderWatch open = watch;
        watch = null;
        return open == null
                ? Future.succeededFuture()
                : vertx.<Void>executeBlocking(() -> {
                    open.close();
                    return null;
                });
    }
}
