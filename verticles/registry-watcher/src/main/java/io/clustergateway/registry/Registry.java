package io.clustergateway.registry;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.registry.serving.Change;
import io.clustergateway.registry.serving.History;
import io.clustergateway.registry.serving.Snapshot;
import io.clustergateway.registry.serving.Snapshots;
import io.clustergateway.registry.serving.Versions;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The members as they are now. Used on its verticle's context only; changes that arrive together are published
 * together, and nothing is published before the first list is whole.
 */
final class Registry {
    private final SecretReader reader;
    private final Bus.Publisher<ClusterTable> publisher;
    private final MemberConditions conditions;
    private final Context context;
    private final Snapshots snapshots = new Snapshots();
    private final History history = new History();
    private final List<Change> unpublished = new ArrayList<>();
    private Snapshot current = Snapshot.EMPTY;
    private ClusterTable table = ClusterTable.EMPTY;
    private Runnable changed = () -> {};
    private Runnable interrupted = () -> {};
    private boolean synced;
    private boolean listing = true;
    private boolean gap;
    private boolean scheduled;
    private boolean closed;

    Registry(SecretReader reader, Bus.Publisher<ClusterTable> publisher, MemberConditions conditions, Context context) {
        this.reader = reader;
        this.publisher = publisher;
        this.conditions = conditions;
        this.context = context;
    }

    /**
     * Has somebody follow the history.
     *
     * @param onChanged told that there is more in it, or that it has come further
     * @param onInterrupted told that members changed unseen: whoever was told the history has to read them anew
     */
    void follow(Runnable onChanged, Runnable onInterrupted) {
        changed = onChanged;
        interrupted = onInterrupted;
    }

    void put(JsonObject secret) {
        Entry entry = reader.read(secret);
        String version = later(entry.resourceVersion());
        next(entry.name(), new Snapshot(version, current.entries().plus(entry.name(), entry)));
        table = table.with(entry.member(), version);
        conditions.show(entry);
        publishSoon();
    }

    void gone(String name, String resourceVersion) {
        String version = later(resourceVersion);
        next(name, new Snapshot(version, current.entries().minus(name)));
        table = table.without(name, version);
        conditions.forget(name);
        publishSoon();
    }

    /** A list is about to be told: what changed since the last is not seen change by change. */
    void listing() {
        listing = true;
    }

    /** The first list is whole, or a later one has been taken again. */
    void synced(String resourceVersion) {
        if (!synced) {
            conditions.keepOnly(current.entries().keySet());
        }
        synced = true;
        at(resourceVersion);
        if (listing) {
            listing = false;
            resume();
        }
    }

    /** In step with the source up to this version. */
    void at(String resourceVersion) {
        String version = later(resourceVersion);
        current = new Snapshot(version, current.entries());
        table = new ClusterTable(version, table.members());
        publishSoon();
    }

    History history() {
        return history;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    int size() {
        return current.entries().size();
    }

    void close() {
        closed = true;
    }

    private void next(String name, Snapshot snapshot) {
        if (listing) {
            gap = true;
        } else {
            unpublished.add(new Change(name, current, snapshot));
        }
        current = snapshot;
    }

    /* As kube-apiserver's watch cache does: a list tells neither each change nor their order, so that a watch which was
    told some of them could never be resumed. */
    private void resume() {
        boolean unseen = gap || !unpublished.isEmpty();
        gap = false;
        unpublished.clear();
        history.begin(current.version());
        snapshots.add(current);
        if (unseen) {
            interrupted.run();
        }
    }

    private void publishSoon() {
        if (synced && !scheduled) {
            scheduled = true;
            context.runOnContext(ignored -> publish());
        }
    }

    private void publish() {
        scheduled = false;
        if (!closed) {
            unpublished.forEach(history::add);
            unpublished.clear();
            if (!listing) {
                history.inStep(current.version());
            }
            snapshots.add(current);
            publisher.publish(table);
            changed.run();
        }
    }

    /* An item of a first list is older than the list. */
    private String later(String version) {
        return Versions.isLater(version, current.version()) ? version : current.version();
    }
}
