package io.clustergateway.dist;

import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.real.Kubectl;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Asks as the reflector of client-go 1.35 does (and of 1.32 with WatchListClient): never a list; the state comes as the
 * first events of a watch, up to the bookmark that marks its end, then the changes; the next watch goes on from the last
 * version seen, and one that is expired begins anew. Its watches last three seconds instead of some minutes.
 */
final class WatchListFollower implements MemberFollower {
    private static final String COLLECTION = "/apis/" + RealRig.GROUP + "/v1alpha1/clustergateways";
    private static final String STATE =
            "?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true"
                    + "&timeout=3s&timeoutSeconds=3&watch=true";
    private static final String CHANGES =
            "?allowWatchBookmarks=true&resourceVersion=%s&timeout=3s&timeoutSeconds=3&watch=true";
    private static final String END_MARK = "k8s.io/initial-events-end";

    private static final String OUTPUT = "output.json";

    private final Kubectl kubectl;
    private final Folder folder = Folder.create("watch-list");
    private final CompletableFuture<Void> work;
    private final Map<String, String> store = new TreeMap<>();
    private final Map<String, String> state = new TreeMap<>();
    private volatile boolean closed;
    private String last = "";
    private boolean stating;
    private int begun;
    private int expired;

    WatchListFollower(Kubectl kubectl) {
        this.kubectl = kubectl;
        work = CompletableFuture.runAsync(this::watchOnAndOn);
    }

    @Override
    public synchronized Map<String, String> store() {
        if (work.isDone()) {
            work.join();
        }
        return Map.copyOf(store);
    }

    /** How often the state was streamed. */
    synchronized int begun() {
        return begun;
    }

    @Override
    public void close() {
        closed = true;
        work.handle((nothing, failure) -> nothing).join();
    }

    @Override
    public synchronized String toString() {
        return "WatchList[begun=%d, expired=%d]".formatted(begun, expired);
    }

    private void watchOnAndOn() {
        while (!closed) {
            kubectl.runInto(folder.resolve(OUTPUT), "get", "--raw", COLLECTION + query());
            take(folder.read(OUTPUT));
        }
    }

    private synchronized String query() {
        stating = last.isEmpty();
        state.clear();
        return stating ? STATE : CHANGES.formatted(last);
    }

    private synchronized void take(String text) {
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::take1);
    }

    private void take1(String line) {
        JsonObject event = event(line);
        JsonObject object = event.getJsonObject("object");
        JsonObject metadata = object.getJsonObject("metadata");
        String version = metadata.getString("resourceVersion");
        switch (event.getString("type")) {
            case "BOOKMARK" -> bookmark(version, metadata.getJsonObject("annotations", new JsonObject()));
            case "ERROR" -> expire(object);
            case "DELETED" -> {
                store.remove(metadata.getString("name"));
                last = version;
            }
            default -> put(metadata.getString("name"), version);
        }
    }

    private void put(String name, String version) {
        if (stating) {
            state.put(name, version);
        } else {
            store.put(name, version);
            last = version;
        }
    }

    private void bookmark(String version, JsonObject annotations) {
        if (stating && "true".equals(annotations.getString(END_MARK))) {
            stating = false;
            begun++;
            store.clear();
            store.putAll(state);
        }
        last = version;
    }

    private void expire(JsonObject status) {
        if (status.getInteger("code") != 410 || !"Expired".equals(status.getString("reason"))) {
            throw new AssertionError(status.encode());
        }
        expired++;
        last = "";
    }

    private static JsonObject event(String line) {
        try {
            return new JsonObject(line);
        } catch (DecodeException e) {
            throw new AssertionError(line, e);
        }
    }
}
