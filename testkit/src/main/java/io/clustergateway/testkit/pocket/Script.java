package io.clustergateway.testkit.pocket;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a test wants the server to do otherwise: scripted paths, and a wait before every answer. Thread-safe. */
final class Script {

    private final Map<String, Handler<HttpServerRequest>> handlers = new ConcurrentHashMap<>();
    private volatile Duration delay = Duration.ZERO;

    void handle(String prefix, Handler<HttpServerRequest> handler) {
        handlers.put(prefix, handler);
    }

    void forget(String prefix) {
        handlers.remove(prefix);
    }

    /** The handler of the longest prefix that the raw request target has. */
    Optional<Handler<HttpServerRequest>> handler(String uri) {
        return handlers.entrySet().stream()
                .filter(entry -> uri.startsWith(entry.getKey()))
                .max(Comparator.comparing(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue);
    }

    void delay(Duration duration) {
        delay = duration;
    }

    Duration delay() {
        return delay;
    }
}
