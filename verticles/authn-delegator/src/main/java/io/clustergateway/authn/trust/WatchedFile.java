package io.clustergateway.authn.trust;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is read again when it changes; a broken version leaves the last good one in force. */
public final class WatchedFile<T> {
    private static final Logger log = LoggerFactory.getLogger(WatchedFile.class);

    private final String flag;
    private final Path path;
    private final Function<String, T> parser;
    private volatile @Nullable Version<T> good;
    private volatile String fault = "";

    /**
     * Reads nothing yet.
     *
     * @param flag by which the operator named the file
     * @param parser throws IllegalArgumentException with a message for the operator
     */
    WatchedFile(String flag, Path path, Function<String, T> parser) {
        this.flag = flag;
        this.path = path;
        this.parser = parser;
    }

    /** The last good content; empty before the first reading. */
    public Optional<T> content() {
        Version<T> version = good;
        return version == null ? Optional.empty() : Optional.of(version.content());
    }

    /** Reads it, again. Fails with a {@link StartFault} while there is no good version; warns from then on. */
    Future<Void> read(Vertx vertx, Readiness readiness) {
        return vertx.fileSystem()
                .readFile(path.toString())
                .map(text -> take(text.toString()))
                .<Void>mapEmpty()
                .onSuccess(taken -> mended(readiness))
                .recover(error -> broken(error, readiness));
    }

    private T take(String text) {
        Version<T> before = good;
        Version<T> now =
                before != null && before.text().equals(text) ? before : new Version<>(text, parser.apply(text));
        good = now;
        return now.content();
    }

    private Future<Void> broken(Throwable error, Readiness readiness) {
        String what = error instanceof IllegalArgumentException ? error.getMessage() : "cannot be read";
        String text = "%s: %s: %s".formatted(flag, path, what);
        if (good == null) {
            return Future.failedFuture(new StartFault(text, error));
        }
        if (!text.equals(fault)) {
            fault = text;
            log.warn("the last good version stays in force fault={}", text);
            readiness.warn(flag, text + "; the last good version stays in force until the file is mended");
        }
        return Future.succeededFuture();
    }

    private void mended(Readiness readiness) {
        if (!fault.isEmpty()) {
            fault = "";
            log.info("the file is good again flag={} path={}", flag, path);
            readiness.clear(flag);
        }
    }

    private record Version<T>(String text, T content) {
        @Override
        public String toString() {
            return "Version[masked]";
        }
    }
}
