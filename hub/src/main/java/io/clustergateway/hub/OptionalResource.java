package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose kind may not be there yet, such as that of a CRD, or may not be read. An informer would ask for it each
 * second; this asks with pauses that grow from a second to the longest. The listener is told {@link Listener#unreachable}
 * with code 403, or 404 after each object of it has been told to be gone; what was deleted unseen while it could not be read
 * is told when it can be read again. Used on the context it was started on.
 */
public final class OptionalResource implements AutoCloseable {
    /** How soon a CRD that has been installed is noticed, unless another pause is given. */
    public static final Duration PAUSE = Duration.ofSeconds(15);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final HubApi hub;
    private final Resource what;
    private final Listener listener;
    private final Pauses pauses;
    private final Arrivals arrivals;
    private @Nullable Subscription subscription;
    private long timer = -1;
    private boolean closed;

    /** Asks for nothing yet. */
    public OptionalResource(Vertx vertx, HubApi hub, Resource what, Listener listener) {
        this(vertx, hub, what, listener, PAUSE);
    }

    /**
     * Asks for nothing yet.
     *
     * @param longest pause between two questions whether it is there
     */
    public OptionalResource(Vertx vertx, HubApi hub, Resource what, Listener listener, Duration longest) {
        this.vertx = requireNonNull(vertx, "vertx");
        this.hub = requireNonNull(hub, "hub");
        this.what = requireNonNull(what, "what");
        this.listener = requireNonNull(listener, "listener");
        this.pauses = new Pauses(longest);
        this.arrivals = new Arrivals(listener);
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
                failed((HubFault) answer.cause());
                later();
            }
        });
    }

    /** Ends it; the listener is told nothing more. */
    @Override
    public void close() {
        closed = true;
        arrivals.close();
        vertx.cancelTimer(timer);
        unsubscribe();
    }

    private void failed(HubFault fault) {
        if (fault.code() == NOT_FOUND) {
            arrivals.absent();
        }
        arrivals.failed(fault);
    }

    private void later() {
        timer = vertx.setTimer(pauses.next(ThreadLocalRandom.current()), id -> start());
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

    /** One informer's, which knows nothing of what those before it told. */
    private final class Adapter implements Listener {
        private boolean listed;

        @Override
        public void listing() {
            if (listed) {
                listener.listing();
            } else {
                arrivals.listBegins();
            }
        }

        @Override
        public void put(JsonObject object) {
            arrivals.listed(object);
        }

        @Override
        public void gone(String namespace, String name, String resourceVersion) {
            arrivals.gone(namespace, name, resourceVersion);
        }

        @Override
        public void synced(String resourceVersion) {
            listed = true;
            pauses.reset();
            arrivals.listEnds(resourceVersion);
        }

        @Override
        public void resourceVersion(String resourceVersion) {
            listener.resourceVersion(resourceVersion);
        }

        @Override
        public void reachable() {
            arrivals.answered();
        }

        @Override
        public void unreachable(HubFault fault) {
            failed(fault);
            if (fault.code() == NOT_FOUND || fault.code() == FORBIDDEN) {
                unsubscribe();
                later();
            }
        }
    }
}
