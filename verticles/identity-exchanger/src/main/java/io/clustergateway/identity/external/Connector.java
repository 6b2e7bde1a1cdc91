package io.clustergateway.identity.external;

import io.clustergateway.kernel.Lifetime;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.rules.ExternalExchanger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server, made anew when the files of its TLS change. Files that cannot be used leave those before
 * them in place. Used on one context only.
 */
final class Connector {
    private static final long LOOK_AGAIN = Duration.ofSeconds(10).toNanos();

    private final Vertx vertx;
    private final Ticker ticker;
    private final ExternalExchanger exchanger;
    private final Target target;
    private final Trouble trouble;
    private final TlsFiles files;
    private @Nullable Client client;
    private Optional<TlsMaterial> loaded = Optional.empty();
    private @Nullable Future<Boolean> looking;
    private long lookedAt;
    private boolean closed;

    Connector(Vertx vertx, Ticker ticker, ExternalExchanger exchanger, Target target, Trouble trouble) {
        this.vertx = vertx;
        this.ticker = ticker;
        this.exchanger = exchanger;
        this.target = target;
        this.trouble = trouble;
        this.files = TlsFiles.of(exchanger);
    }

    /** The client to use now; whether files have changed is found out meanwhile. */
    Future<Client> client() {
        if (closed) {
            return Future.failedFuture(Fault.closing());
        }
        if (client != null && ticker.nanos() - lookedAt >= LOOK_AGAIN) {
            look(); // may be done at once, so the client is read after it
        }
        Client current = client;
        return current == null ? look().map(changed -> current()) : Future.succeededFuture(current);
    }

    /** Whether another client is in use from now on, because files have changed. */
    Future<Boolean> look() {
        Future<Boolean> already = looking;
        if (already != null) {
            return already;
        }
        if (closed || client != null && !files.any()) {
            return Future.succeededFuture(false);
        }
        lookedAt = ticker.nanos();
        Optional<TlsMaterial> known = loaded;
        Future<Boolean> now = vertx.executeBlocking(() -> files.read(vertx, known), false)
                .recover(error -> Future.failedFuture(Fault.files(error)))
                .map(this::use);
        looking = now;
        return now.onComplete(done -> looking = null).onFailure(this::keepOld);
    }

    Future<Void> close() {
        Client last = client;
        closed = true;
        client = null;
        return last == null ? Future.succeededFuture() : last.close();
    }

    private boolean use(Optional<TlsMaterial> changed) {
        if (changed.isEmpty() || closed) {
            return false;
        }
        Client old = client;
        loaded = changed;
        Lifetime lifetime = new Lifetime(vertx);
        HttpClient http =
                lifetime.make(() -> ClientOptions.make(vertx, exchanger, target, changed.get()), HttpClient::close);
        client = new Client(http, lifetime);
        if (old != null) {
            old.retire();
        }
        return true;
    }

    private Client current() {
        Client current = client;
        if (current == null) {
            throw Fault.closing();
        }
        return current;
    }

    private void keepOld(Throwable error) {
        if (client != null) {
            trouble.keepsOldFiles(error);
        }
    }
}
