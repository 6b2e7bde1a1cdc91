package io.clustergateway.hub;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what an informer tells, and any telling on a foreign context. */
final class Notes implements Listener {
    final List<String> told = new CopyOnWriteArrayList<>();
    private final Context context;

    Notes(Context context) {
        this.context = context;
    }

    @Override
    public void put(JsonObject object) {
        JsonObject metadata = object.getJsonObject("metadata");
        note("put %s@%s".formatted(metadata.getString("name"), metadata.getString("resourceVersion")));
    }

    @Override
    public void gone(String namespace, String name, String resourceVersion) {
        note("gone %s/%s@%s".formatted(namespace, name, resourceVersion));
    }

    @Override
    public void synced(String resourceVersion) {
        note("synced " + resourceVersion);
    }

    @Override
    public void resourceVersion(String resourceVersion) {
        note("at " + resourceVersion);
    }

    @Override
    public void reachable() {
        note("reachable");
    }

    @Override
    public void unreachable(HubFault fault) {
        note("unreachable %d".formatted(fault.code()));
    }

    private void note(String what) {
        told.add(Vertx.currentContext() == context ? what : what + " on a foreign context");
    }
}
