package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose kind may not be there yet, such as that of a CRD, or may not be read. The listener is told {@link
 * Listener#unreachable} with code 404, after which nothing of it exists, or 403; both are looked at again each {@code
 * pause} instead of each second. Used on the context it was started on.
 */
public final class OptionalResource implements AutoCloseable {
    /** How soon a CRD that has been installed is noticed. */
    public static final Duration PAUSE = Duration.ofSeconds(15);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final HubApi hub;
    private final Resource what;
    private final Listener listener;
    private final Duration pause;
    private final Arrivals fault;
    private @Nullable Subscription subscription;
    private long timer = -1;
    private boolean closed;

    /** Asks for nothing yet. */
    public OptionalResource(Vertx vertx, HubApi hub, Resource what, Listener listener) {
        this(vertx, hub, what, listener, PAUSE);
    }

    OptionalResource(Vertx vertx, HubApi hub, Resource what, Listener listener, Duration pause) {
        this.vertx = requireNonNull(vertx, "vertx");
        this.hub = requireNonNull(hub, "hub");
        this.what = requireNonNull(what, "what");
        this.listener = requireNonNull(listener, "listener");
        this.pause = pause;
        this.fault = new Arrivals(listener);
    }

    /** Begins to look for it, and goes on until it is closed. */
    public void start() {
        hub.get(what.path() + query(), LIMIT).onComplete(answer -> {
            if (closed) {
                return;
            }
            if (answer.succeeded()) {
                subscription = hub.inform(what, new Adapter());
            } else {
                fault.failed((HubFault) answer.cause());
                timer = vertx.setTimer(pause.toMillis(), id -> start());
            }
        });
    }

    /** Ends it; the listener is told nothing more. */
    @Override
    public void close() {
        closed = true;
        fault.close();
        vertx.cancelTimer(timer);
        unsubscribe();
    }

    private void unsubscribe() {
        Subscription current = subscription;
        if (current != null) {
            current.close();
            subscription = null;
        }
    }

    /** The same selectors, since RBAC that names objects lets them be listed with their field selector only. */
    private String query() {
        return "?limit=1"
                + (what.labelSelector().isEmpty() ? "" : "&labelSelector=" + encoded(what.labelSelector()))
                + (what.fieldSelector().isEmpty() ? "" : "&fieldSelector=" + encoded(what.fieldSelector()));
    }

    private static String encoded(String selector) {
        return URLEncoder.encode(selector, StandardCharsets.UTF_8);
    }

    private final class Adapter implements Listener {
        @Override
        public void listing() {
            listener.listing();
        }

        @Override
        public void put(JsonObject object) {
            listener.put(object);
        }

        @Override
        public void gone(String namespace, String name, String resourceVersion) {
            listener.gone(namespace, name, resourceVersion);
        }

        @Override
        public void synced(String resourceVersion) {
            listener.synced(resourceVersion);
        }

        @Override
        public void resourceVersion(String resourceVersion) {
            listener.resourceVersion(resourceVersion);
        }

        @Override
        public void reachable() {
            fault.answered();
        }

        @Override
        public void unreachable(HubFault cause) {
            fault.failed(cause);
            if (cause.code() == NOT_FOUND || cause.code() == FORBIDDEN) {
                unsubscribe();
                timer = vertx.setTimer(pause.toMillis(), id -> start());
            }
        }
    }
}
