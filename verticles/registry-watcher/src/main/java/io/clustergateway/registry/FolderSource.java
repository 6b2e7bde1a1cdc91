package io.clustergateway.registry;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Member Secrets from manifests in a folder, read again each second and compared by content: a folder that a kubelet
 * swaps behind a link tells no watcher anything.
 */
final class FolderSource implements MemberSource {
    private static final long INTERVAL_MILLIS = 1_000;

    private final Vertx vertx;
    private final Path path;
    private final ManifestFolder folder;
    private final Registry registry;
    private final SourceConditions conditions;
    private final AtomicLong version;
    private final Map<String, JsonObject> known = new HashMap<>();
    private final Map<String, String> created = new HashMap<>();
    private boolean lost;
    private boolean stopped;
    private long timer;

    FolderSource(
            Vertx vertx,
            Path path,
            String namespace,
            Registry registry,
            SourceConditions conditions,
            AtomicLong version) {
        this.vertx = vertx;
        this.path = path;
        this.folder = new ManifestFolder(path, namespace);
        this.registry = registry;
        this.conditions = conditions;
        this.version = version;
    }

    @Override
    public Future<Void> start() {
        conditions.waiting("reading the manifests in " + path);
        return vertx.executeBlocking(() -> {
                    if (!Files.isDirectory(path)) {
                        throw new StartFault("--clusters-from: %s is no folder (expected: a folder of Secret manifests)"
                                .formatted(path));
                    }
                    return folder.read();
                })
                .map(this::apply);
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }

    private void again() {
        vertx.executeBlocking(folder::read).onComplete(read -> {
            if (!stopped && read.succeeded()) {
                lost = false;
                conditions.found();
                apply(read.result());
            } else if (!stopped) {
                lose();
                schedule();
            }
        });
    }

    private void lose() {
        if (!lost) {
            lost = true;
            conditions.lost("--clusters-from: %s cannot be read (expected: a readable folder)".formatted(path));
        }
    }

    private Void apply(ManifestFolder.Content content) {
        Map<String, JsonObject> now = content.members();
        Set<String> missing = new HashSet<>(known.keySet());
        missing.removeAll(now.keySet());
        missing.forEach(this::remove);
        now.forEach(this::put);
        registry.synced(version.toString());
        conditions.synced();
        conditions.faults(content.faults());
        schedule();
        return null;
    }

    private void schedule() {
        if (!stopped) {
            timer = vertx.setTimer(INTERVAL_MILLIS, ignored -> again());
        }
    }

    private void remove(String name) {
        known.remove(name);
        created.remove(name);
        registry.gone(name, String.valueOf(version.incrementAndGet()));
    }

    private void put(String name, JsonObject secret) {
        if (!secret.equals(known.put(name, secret))) {
            JsonObject stamped = secret.copy();
            JsonObject metadata = stamped.getJsonObject("metadata");
            created.computeIfAbsent(
                    name,
                    absent -> Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            metadata.put("resourceVersion", String.valueOf(version.incrementAndGet()))
                    .put("creationTimestamp", metadata.getString("creationTimestamp", created.get(name)))
                    .put(
                            "uid",
                            UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                                    .toString());
            registry.put(stamped);
        }
    }
}
