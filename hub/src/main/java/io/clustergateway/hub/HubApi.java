package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.clustergateway.kernel.StartFault;
import io.kubernetes.client.openapi.ApiException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Call;

/**
 * One credential's connection to the hub. Requests are not throttled, only bounded: what exceeds {@link #BOUND} at a
 * time fails at once. Safe to use from any thread; no method but {@link #connect} blocks.
 */
public final class HubApi implements AutoCloseable {
    /** Requests under way at a time; as many as client-go's burst for delegated reviews (k8s#79939). */
    public static final int BOUND = 400;

    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final Duration CREDENTIAL_REREAD = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final HubHttp http;
    private final Semaphore places = new Semaphore(BOUND);
    private final LongAdder refused = new LongAdder();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private HubApi(Vertx vertx, HubHttp http) {
        this.vertx = vertx;
        this.http = http;
    }

    /**
     * Prepares a connection; nothing is sent yet. Reads the credential's files and loads the client's classes, which
     * takes some hundred milliseconds the first time: not for an event loop. Tokens in files are read again each minute.
     *
     * @param kubeconfig empty for the pod's own service account
     * @param userAgent shown to the hub
     * @throws StartFault when there is neither, or it cannot be read; names the mend
     */
    public static HubApi connect(Vertx vertx, Optional<Path> kubeconfig, String userAgent) {
        return connect(vertx, kubeconfig, userAgent, CREDENTIAL_REREAD);
    }

    /**
     * Likewise, for a kubeconfig that was read already.
     *
     * @param kubeconfig of one context, which is the current one; paths in it are absolute
     * @throws StartFault when it is not usable
     */
    public static HubApi connect(Vertx vertx, JsonObject kubeconfig, String userAgent) {
        requireNonNull(vertx, "vertx");
        requireNonNull(userAgent, "userAgent");
        return new HubApi(vertx, new HubHttp(HubAccess.client(kubeconfig, CREDENTIAL_REREAD), userAgent));
    }

    static HubApi connect(Vertx vertx, Optional<Path> kubeconfig, String userAgent, Duration reread) {
        requireNonNull(vertx, "vertx");
        requireNonNull(userAgent, "userAgent");
        return new HubApi(vertx, new HubHttp(HubAccess.client(kubeconfig, reread), userAgent));
    }

    /**
     * GETs JSON.
     *
     * @param path with a query, if any
     * @param limit for the whole exchange
     * @return on the caller's context; fails with {@link HubFault} only
     */
    public Future<JsonObject> get(String path, Duration limit) {
        return send(() -> http.get(path, List.of()), limit);
    }

    /**
     * POSTs JSON.
     *
     * @param limit for the whole exchange
     * @return on the caller's context; fails with {@link HubFault} only
     */
    public Future<JsonObject> post(String path, JsonObject body, Duration limit) {
        return write("POST", path, JSON, body, limit);
    }

    /**
     * POSTs JSON as a part of a trace.
     *
     * @param limit for the whole exchange
     * @param traceparent in W3C's form; empty for a request that is not traced
     * @return on the caller's context; fails with {@link HubFault} only
     */
    public Future<JsonObject> post(String path, JsonObject body, Duration limit, Optional<String> traceparent) {
        Map<String, String> headers =
                traceparent.map(parent -> Map.of("traceparent", parent)).orElse(Map.of());
        return send(() -> http.send("POST", path, JSON, body.toBuffer().getBytes(), headers), limit);
    }

    /**
     * PUTs JSON; with a resourceVersion in its metadata the hub answers 409 when the object has changed since.
     *
     * @param limit for the whole exchange
     * @return the object as it is now, on the caller's context; fails with {@link HubFault} only
     */
    public Future<JsonObject> put(String path, JsonObject body, Duration limit) {
        return write("PUT", path, JSON, body, limit);
    }

    /**
     * PATCHes by JSON merge patch (RFC 7386): what is not named stays as it is. With a resourceVersion in its metadata
     * the hub answers 409 when the object has changed since.
     *
     * @param path with a query, if any
     * @param limit for the whole exchange
     * @return the object as it is now, on the caller's context; fails with {@link HubFault} only
     */
    public Future<JsonObject> patch(String path, JsonObject patch, Duration limit) {
        return write("PATCH", path, MERGE_PATCH, patch, limit);
    }

    /**
     * DELETEs an object.
     *
     * @param options a DeleteOptions, such as preconditions; may be empty
     * @param limit for the whole exchange
     * @return what the hub says of it, on the caller's context; fails with {@link HubFault} only
     */
    public Future<JsonObject> delete(String path, JsonObject options, Duration limit) {
        return write("DELETE", path, JSON, options, limit);
    }

    /**
     * Lists and watches a collection until the subscription or this connection is closed.
     *
     * @param listener told everything on the caller's context
     */
    public Subscription inform(Resource what, Listener listener) {
        Informer informer = new Informer(http, what, new Arrivals(listener), vertx.getOrCreateContext());
        Subscription subscription = new Subscription(informer::close, subscriptions::remove);
        subscriptions.add(subscription);
        if (closed) {
            subscription.close();
        } else {
            informer.start();
        }
        return subscription;
    }

    /** How many requests were refused because {@link #BOUND} were under way. */
    public long refused() {
        return refused.sum();
    }

    /** Ends every informer and request and frees all threads. */
    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(Subscription::close);
        http.close();
    }

    private Future<JsonObject> write(String method, String path, String contentType, JsonObject body, Duration limit) {
        return send(() -> http.send(method, path, contentType, body.toBuffer().getBytes(), Map.of()), limit);
    }

    private Future<JsonObject> send(Request request, Duration limit) {
        if (closed) {
            return Future.failedFuture(HubFault.closed());
        }
        if (!places.tryAcquire()) {
            refused.increment();
            return Future.failedFuture(HubFault.overloaded(BOUND));
        }
        try {
            return Exchange.send(vertx, request.call(), limit, places::release);
        } catch (ApiException e) {
            places.release();
            throw new IllegalArgumentException("no request: " + e.getMessage(), e);
        }
    }

    private interface Request {
        Call call() throws ApiException;
    }
}
