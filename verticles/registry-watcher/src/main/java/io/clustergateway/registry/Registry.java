package io.clustergateway.registry;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.registry.serving.Snapshot;
import io.clustergateway.registry.serving.Snapshots;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;

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
    private Snapshot current = Snapshot.EMPTY;
    private ClusterTable table = ClusterTable.EMPTY;
    private boolean synced;
    private boolean scheduled;
    private boolean closed;

    Registry(SecretReader reader, Bus.Publisher<ClusterTable> publisher, MemberConditions conditions, Context context) {
        this.reader = reader;
        this.publisher = publisher;
        this.conditions = conditions;
        this.context = context;
    }

    void put(JsonObject secret) {
        Entry entry = reader.read(secret);
        String version = later(entry.resourceVersion());
        current = new Snapshot(version, current.entries().plus(entry.name(), entry));
        table = table.with(entry.member(), version);
        conditions.show(entry);
        publishSoon();
    }

    void gone(String name, String resourceVersion) {
        String version = later(resourceVersion);
        current = new Snapshot(version, current.entries().minus(name));
        table = table.without(name, version);
        conditions.forget(name);
        publishSoon();
    }

    /** The first list is whole, or a later one has been taken again. */
    void synced(String resourceVersion) {
        if (!synced) {
            conditions.keepOnly(current.entries().keySet());
        }
        synced = true;
        at(resourceVersion);
    }

    /** In step with the source up to this version. */
    void at(String resourceVersion) {
        String version = later(resourceVersion);
        current = new Snapshot(version, current.entries());
        table = new ClusterTable(version, table.members());
        publishSoon();
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

    private void publishSoon() {
        if (synced && !scheduled) {
            scheduled = true;
            context.runOnContext(ignored -> publish());
        }
    }

    private void publish() {
        scheduled = false;
        if (!closed) {
            snapshots.add(current);
            publisher.publish(table);
        }
    }

    /* The hub's versions are numbers; an item of a first list is older than the list. Compared by length, then text. */
    private String later(String version) {
        String known = current.version();
        boolean isLater =
                version.length() != known.length() ? version.length() > known.length() : version.compareTo(known) > 0;
        return isLater ? version : known;
    }
}
