package io.clustergateway.hub;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns lists and events into what is new to a {@link Listener}. Used on the listener's context only, where everything
 * arrives in the hub's order; a long list arrives item by item, so that it never holds the event loop.
 */
final class Arrivals {
    private final Listener listener;
    private final Map<Key, String> known = new HashMap<>();
    private final Set<Key> unlisted = new HashSet<>();
    private boolean closed;
    private boolean reachable;
    private @Nullable HubFault fault;

    Arrivals(Listener listener) {
        this.listener = listener;
    }

    void listBegins() {
        unlisted.clear();
        unlisted.addAll(known.keySet());
        if (!closed) {
            listener.listing();
        }
    }

    void listed(JsonObject object) {
        unlisted.remove(Key.of(object));
        put(object);
    }

    void listEnds(String resourceVersion) {
        for (Key key : Set.copyOf(unlisted)) {
            gone(key, resourceVersion);
        }
        unlisted.clear();
        if (!closed) {
            listener.synced(resourceVersion);
        }
    }

    /** The kind itself is no more, and everything of it; which of it was deleted when, nobody has seen. */
    void absent() {
        Set.copyOf(known.keySet()).forEach(key -> gone(key, ""));
    }

    void gone(String namespace, String name, String resourceVersion) {
        gone(new Key(namespace, name), resourceVersion);
    }

    void event(String type, JsonObject object) {
        switch (type) {
            case "ADDED", "MODIFIED" -> put(object);
            case "DELETED" -> gone(Key.of(object), Tolerant.version(object));
            case "BOOKMARK" -> bookmark(Tolerant.version(object));
            default -> {}
        }
    }

    void answered() {
        if (!closed && !reachable) {
            reachable = true;
            fault = null;
            listener.reachable();
        }
    }

    void failed(HubFault failure) {
        HubFault before = fault;
        reachable = false;
        fault = failure;
        boolean same = before != null
                && before.code() == failure.code()
                && before.reason().equals(failure.reason());
        if (!closed && !same) {
            listener.unreachable(failure);
        }
    }

    void close() {
        closed = true;
    }

    private void put(JsonObject object) {
        String version = Tolerant.version(object);
        if (!closed && !version.equals(known.put(Key.of(object), version))) {
            listener.put(object);
        }
    }

    private void gone(Key key, String resourceVersion) {
        if (!closed && known.remove(key) != null) {
            listener.gone(key.namespace(), key.name(), resourceVersion);
        }
    }

    private void bookmark(String resourceVersion) {
        if (!closed) {
            listener.resourceVersion(resourceVersion);
        }
    }

    private record Key(String namespace, String name) {
        static Key of(JsonObject object) {
            JsonObject metadata = Tolerant.metadata(object);
            return new Key(metadata.getString("namespace", ""), metadata.getString("name", ""));
        }
    }
}
