package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Objects by type and key with one revision counter and a bounded history. Thread-safe: every operation is short and
 * holds the lock; stored nodes are never altered, only replaced. Listeners are called under the lock, in order of
 * revision, and must only hand the change on.
 */
public final class ObjectStore {

    private static final long FIRST_REVISION = 1000;

    private final int historyLimit;
    private final Map<String, NavigableMap<ObjectKey, ObjectNode>> objects = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private long revision = FIRST_REVISION;
    private long compacted = FIRST_REVISION;

    public ObjectStore(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    /** All objects of a type at one revision, in order of their keys. */
    public record Snapshot(long revision, List<ObjectNode> objects) {}

    /** A listener for one type; closing it ends the calls. */
    public final class Subscription implements AutoCloseable {
        private final ResourceType type;
        private final Consumer<Change> listener;

        private Subscription(ResourceType type, Consumer<Change> listener) {
            this.type = type;
            this.listener = listener;
        }

        private void offer(Change change) {
            if (change.type() == type || change.type().qualified().equals(type.qualified())) {
                listener.accept(change);
            }
        }

        @Override
        public void close() {
            subscriptions.remove(this);
        }
    }

    public synchronized long revision() {
        return revision;
    }

    public synchronized Optional<ObjectNode> find(ResourceType type, ObjectKey key) {
        return Optional.ofNullable(table(type).get(key));
    }

    public synchronized Snapshot snapshot(ResourceType type) {
        return new Snapshot(revision, List.copyOf(table(type).values()));
    }

    /** Stores {@code object} under a new revision, which is written into its metadata; the node must not be altered after. */
    synchronized ObjectNode write(ResourceType type, ObjectNode object) {
        revision++;
        object.withObjectProperty("metadata").put("resourceVersion", Long.toString(revision));
        ObjectNode before = table(type).put(ObjectKey.of(object), object);
        record(new Change(revision, type, Optional.ofNullable(before), Optional.of(object)));
        return object;
    }

    synchronized Optional<ObjectNode> remove(ResourceType type, ObjectKey key) {
        Optional<ObjectNode> before = Optional.ofNullable(table(type).remove(key));
        before.ifPresent(object -> {
            revision++;
            record(new Change(revision, type, Optional.of(object), Optional.empty()));
        });
        return before;
    }

    /**
     * Calls {@code listener} with every change of {@code type} after {@code since}, those of the past first.
     *
     * @throws ApiFailure 410 when the history no longer reaches back to {@code since}
     */
    public synchronized Subscription subscribe(ResourceType type, long since, Consumer<Change> listener) {
        requireRetained(since);
        Subscription subscription = new Subscription(type, listener);
        history.stream().filter(change -> change.revision() > since).forEach(subscription::offer);
        subscriptions.add(subscription);
        return subscription;
    }

    /** @throws ApiFailure 410 when changes after {@code since} have been forgotten */
    public synchronized void requireRetained(long since) {
        if (since < compacted) {
            throw ApiFailure.expired("too old resource version: " + since + " (" + compacted + ")");
        }
    }

    /** Forgets the history, so that every older resourceVersion is answered with 410. */
    public synchronized void compact() {
        history.clear();
        compacted = revision;
    }

    private NavigableMap<ObjectKey, ObjectNode> table(ResourceType type) {
        return objects.computeIfAbsent(type.qualified(), unused -> new TreeMap<>());
    }

    private void record(Change change) {
        history.addLast(change);
        if (history.size() > historyLimit) {
            compacted = history.removeFirst().revision();
        }
        subscriptions.forEach(subscription -> subscription.offer(change));
    }
}
