package io.clustergateway.registry;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.CredentialRejected;
import io.clustergateway.registry.ocm.ManagedCluster;
import io.clustergateway.registry.ocm.ManagedClusterListener;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.registry.serving.Change;
import io.clustergateway.registry.serving.History;
import io.clustergateway.registry.serving.ServedForm;
import io.clustergateway.registry.serving.Snapshot;
import io.clustergateway.registry.serving.Snapshots;
import io.clustergateway.registry.serving.Versions;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members as they are now. Used on its verticle's context only; changes that arrive together are published
 * together, and nothing is published before the first list is whole.
 */
final class Registry implements ManagedClusterListener {
    private final SecretReader reader;
    private final Bus.Publisher<ClusterTable> publisher;
    private final MemberConditions conditions;
    private final boolean managedAddresses;
    private final Context context;
    private final Snapshots snapshots = new Snapshots();
    private final History history = new History();
    private final Dependents dependents = new Dependents();
    private final List<Change> unpublished = new ArrayList<>();
    private Snapshot current = Snapshot.EMPTY;
    private ClusterTable table = ClusterTable.EMPTY;
    private Runnable changed = () -> {};
    private Runnable interrupted = () -> {};
    private boolean synced;
    private boolean listing = true;
    private boolean managedListing;
    private boolean gap;
    private boolean disordered;
    private boolean scheduled;
    private boolean closed;

    /** @param managedAddresses whether members of a ManagedCluster's name are where that says they are */
    Registry(
            SecretReader reader,
            Bus.Publisher<ClusterTable> publisher,
            MemberConditions conditions,
            boolean managedAddresses,
            Context context) {
        this.reader = reader;
        this.publisher = publisher;
        this.conditions = conditions;
        this.managedAddresses = managedAddresses;
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

    /** A member's Secret, new or changed. */
    void put(JsonObject secret) {
        Entry read = read(secret);
        if (reader.dependsOnMore(secret) || managedAddresses && SecretReader.hasAddress(secret)) {
            dependents.keep(read.name(), secret);
        } else {
            dependents.forget(read.name());
        }
        Entry before = current.entries().get(read.name());
        Entry entry = isOlder(read, before) ? read.at(before.resourceVersion()) : read;
        if (isInOrder(read.resourceVersion()) || before == null || !ServedForm.isSame(before, entry)) {
            next(entry.name(), read.resourceVersion(), current.with(entry));
        } else {
            replace(entry);
        }
        show(entry);
    }

    /** Something else that this member depends on has changed, which no version of the hub stands for. */
    void reread(String name) {
        reread(name, "");
    }

    /**
     * Something else that this member depends on has changed: its Secret is read again. What does not change the member as
     * it is served is no change to watches; of two changes that are, the order is that of their versions, and without one
     * it is unknown, so that clients have to list again.
     *
     * @param version of the other object at the hub, empty for none
     */
    void reread(String name, String version) {
        Entry before = current.entries().get(name);
        if (before != null) {
            dependents.find(name).map(this::read).ifPresent(read -> replace(before, read, version));
        }
    }

    /** A member's Secret is gone. */
    void gone(String name, String resourceVersion) {
        dependents.forget(name);
        reader.forget(name);
        next(name, resourceVersion, current.without(name, resourceVersion));
        table = table.without(name, current.version());
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

    @Override
    public void managedListing() {
        managedListing = true;
    }

    /** What nobody uses of a ManagedCluster, its heartbeats above all, changes nothing. */
    @Override
    public void managed(ManagedCluster cluster) {
        ManagedCluster before = current.managed().get(cluster.name());
        if (before == null || !before.isSame(cluster)) {
            table = table.withManaged(cluster.name());
            change(cluster.name(), cluster.resourceVersion(), current.with(cluster));
        }
    }

    @Override
    public void unmanaged(String name, String resourceVersion) {
        table = table.withoutManaged(name);
        change(name, resourceVersion, current.unmanaged(name));
    }

    @Override
    public void managedSynced(String resourceVersion) {
        at(resourceVersion);
        managedListing = false;
        resume();
    }

    /** In step with the source up to this version. */
    void at(String resourceVersion) {
        String version = isInOrder(resourceVersion) ? resourceVersion : current.version();
        current = current.at(version);
        table = table.at(version);
        publishSoon();
    }

    History history() {
        return history;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** Whether the member still shows the credential that was refused. */
    boolean has(CredentialRejected rejected) {
        return table.find(rejected.name()).orElse(null) instanceof Cluster cluster
                && CredentialRejected.of(cluster).equals(Optional.of(rejected));
    }

    int size() {
        return current.entries().size();
    }

    /** How many Secrets are kept to be read again. */
    int kept() {
        return dependents.size();
    }

    void close() {
        closed = true;
    }

    /** A member hides the ManagedCluster of its name, and may be where that says. */
    private void change(String name, String version, Snapshot after) {
        if (!current.entries().containsKey(name)) {
            next(name, version, after);
        } else {
            current = after;
            if (managedAddresses) {
                reread(name, version);
            }
        }
        publishSoon();
    }

    private Entry read(JsonObject secret) {
        String name = secret.getJsonObject("metadata", new JsonObject()).getString("name", "");
        return reader.read(
                secret,
                Optional.ofNullable(current.managed().get(name))
                        .filter(any -> managedAddresses)
                        .flatMap(ManagedCluster::address));
    }

    private boolean isListing() {
        return listing || managedListing;
    }

    private void replace(Entry before, Entry read, String version) {
        Entry entry = read.at(before.resourceVersion());
        if (ServedForm.isSame(before, entry)) {
            replace(entry);
        } else {
            Entry changed = isInOrder(version) ? entry.at(version) : entry;
            next(entry.name(), version, current.with(changed));
        }
        show(entry);
    }

    private void replace(Entry entry) {
        current = current.with(entry);
    }

    private void show(Entry entry) {
        table = table.with(entry.member(), current.version());
        conditions.show(entry);
        publishSoon();
    }

    private void next(String name, String version, Snapshot after) {
        Snapshot snapshot = after.at(isInOrder(version) ? version : current.version());
        if (isListing()) {
            gap = true;
        } else if (isInOrder(version)) {
            unpublished.add(new Change(name, current, snapshot));
        } else {
            disordered = true;
        }
        current = snapshot;
    }

    private boolean isInOrder(String version) {
        return Versions.isLater(version, current.version());
    }

    /* Its own Secret's event came after that of a later change of something else. */
    private static boolean isOlder(Entry read, @Nullable Entry before) {
        return before != null
                && before.uid().equals(read.uid())
                && Versions.isLater(before.resourceVersion(), read.resourceVersion());
    }

    /* As kube-apiserver's watch cache does: a list tells neither each change nor their order, so that a watch which was
    told some of them could never be resumed. */
    private void resume() {
        if (isListing()) {
            return;
        }
        boolean unseen = gap || disordered || !unpublished.isEmpty();
        gap = false;
        disordered = false;
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
            if (disordered) {
                history.lose(current.version());
            } else {
                unpublished.forEach(history::add);
            }
            disordered = false;
            unpublished.clear();
            if (!isListing()) {
                history.inStep(current.version());
            }
            snapshots.add(current);
            publisher.publish(table);
            changed.run();
        }
    }
}
