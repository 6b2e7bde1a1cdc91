package io.clustergateway.addon;

import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.Listener;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.json.JsonObject;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What an informer tells about one of OCM's collections: its objects, and the right that is missing to read them. */
final class Told implements Listener {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Right right;
    private final String namespace;
    private final Readiness readiness;
    private final Consumer<JsonObject> put;
    private final BiConsumer<String, String> gone;
    private final Runnable synced;
    private final Runnable absent;

    /**
     * @param gone namespace and name
     * @param absent its kind is not there, so nothing of it is
     */
    Told(
            Right right,
            String namespace,
            Readiness readiness,
            Consumer<JsonObject> put,
            BiConsumer<String, String> gone,
            Runnable synced,
            Runnable absent) {
        this.right = right;
        this.namespace = namespace;
        this.readiness = readiness;
        this.put = put;
        this.gone = gone;
        this.synced = synced;
        this.absent = absent;
    }

    @Override
    public void put(JsonObject object) {
        put.accept(object);
    }

    @Override
    public void gone(String objectNamespace, String name, String resourceVersion) {
        gone.accept(objectNamespace, name);
    }

    @Override
    public void synced(String resourceVersion) {
        synced.run();
    }

    @Override
    public void reachable() {
        readiness.clear(right.warning());
    }

    @Override
    public void unreachable(HubFault fault) {
        if (fault.code() == FORBIDDEN) {
            readiness.warn(right.warning(), right.lack(namespace));
        } else if (fault.code() == NOT_FOUND) {
            readiness.clear(right.warning());
            absent.run();
        }
    }
}
