package io.clustergateway.dist;

import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * kubectl, watching for a second at a time from the version it saw last, as the reflector of client-go does. It lists
 * once only, so it must be told every change.
 */
final class KubectlFollower implements Follower {
    private static final String OUTPUT = "output.json";

    private final Kubectl kubectl;
    private final String collection;
    private final Folder folder = Folder.create("kubectl-watch");
    private final List<Change> told = new ArrayList<>();
    private final Map<String, Long> store = new TreeMap<>();
    private final CompletableFuture<Void> work;
    private volatile boolean closed;
    private long last;
    private int cleanEnds;
    private int brokenEnds;
    private volatile Instant watchingSince = Instant.now();

    /** @param collection the path of the ConfigMaps at the server of this kubectl */
    KubectlFollower(Kubectl kubectl, String collection) {
        this.kubectl = kubectl;
        this.collection = collection;
        list();
        work = CompletableFuture.runAsync(this::watchOnAndOn);
    }

    @Override
    public synchronized void begin(long version) {
        told.clear();
        cleanEnds = 0;
        brokenEnds = 0;
    }

    @Override
    public synchronized Map<String, Long> store() {
        if (work.isDone()) {
            work.join();
        }
        return Map.copyOf(store);
    }

    @Override
    public synchronized List<Change> told() {
        return List.copyOf(told);
    }

    @Override
    public synchronized int watches() {
        return cleanEnds + brokenEnds;
    }

    /** Watches that ended in time. */
    synchronized int cleanEnds() {
        return cleanEnds;
    }

    /** Watches that kubectl calls failed. */
    synchronized int brokenEnds() {
        return brokenEnds;
    }

    @Override
    public void close() {
        closed = true;
        work.handle((nothing, failure) -> nothing).join();
    }

    @Override
    public String toString() {
        return "kubectl[told=%d, watches=%d, this one for %ds with %d bytes]"
                .formatted(
                        told().size(),
                        watches(),
                        Duration.between(watchingSince, Instant.now()).toSeconds(),
                        folder.resolve(OUTPUT).toFile().length());
    }

    private void list() {
        JsonObject list = new JsonObject(
                kubectl.run("get", "--raw", collection).expectSuccess().out());
        last = Long.parseLong(list.getJsonObject("metadata").getString("resourceVersion"));
        for (Object item : list.getJsonArray("items")) {
            JsonObject metadata = ((JsonObject) item).getJsonObject("metadata");
            Change found = Change.added(metadata.getString("name"), metadata.getString("resourceVersion"));
            told.add(found);
            store.put(found.name(), found.version());
        }
    }

    private void watchOnAndOn() {
        while (!closed) {
            String watch = collection + "?watch=true&timeoutSeconds=1&resourceVersion=" + last;
            watchingSince = Instant.now();
            CommandResult result = kubectl.runInto(folder.resolve(OUTPUT), "get", "--raw", watch);
            take(WatchLines.changes(folder.read(OUTPUT)), result.exit() == 0);
        }
    }

    private synchronized void take(List<Change> changes, boolean clean) {
        if (clean) {
            cleanEnds++;
        } else {
            brokenEnds++;
        }
        for (Change change : changes) {
            told.add(change);
            last = change.version();
            if (change.kind() == Change.Kind.DELETED) {
                store.remove(change.name());
            } else {
                store.put(change.name(), change.version());
            }
        }
    }
}
