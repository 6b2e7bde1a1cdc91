package io.clustergateway.registry;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.CredentialRejected;
import io.clustergateway.registry.ocm.ManagedClusterListener;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.registry.serving.History;
import io.clustergateway.registry.serving.ServedForm;
import io.clustergateway.registry.serving.Snapshot;
import io.clustergateway.registry.serving.Snapshots;
import io.clustergateway.registry.serving.Versions;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members as they are now, made of their Secrets. Used on its verticle's context only. */
final class Registry {
    private final SecretReader reader;
    private final MemberConditions conditions;
    private final Dependents dependents = new Dependents();
    private final Chronicle chronicle = new Chronicle();
    private final Publication publication;
    private final ManagedMembers managed;

    /** @param managedAddresses whether members of a ManagedCluster's name are where that says they are */
    Registry(
            SecretReader reader,
            Bus.Publisher<ClusterTable> publisher,
            MemberConditions conditions,
            boolean managedAddresses,
            Context context) {
        this.reader = reader;
        this.conditions = conditions;
        publication = new Publication(publisher, chronicle, context);
        managed = new ManagedMembers(chronicle, publication, managedAddresses, this::reread);
    }

    /** Has somebody follow the history, as {@link Chronicle#follow}. */
    void follow(Runnable onChanged, Runnable onInterrupted) {
        chronicle.follow(onChanged, onInterrupted);
    }

    /** Who wants to hear of ManagedClusters. */
    ManagedClusterListener managed() {
        return managed;
    }

    /** A member's Secret, new or changed. */
    void put(JsonObject secret) {
        Entry read = read(secret);
        if (reader.dependsOnMore(secret) || managed.haveAddresses() && SecretReader.hasAddress(secret)) {
            dependents.keep(read.name(), secret);
        } else {
            dependents.forget(read.name());
        }
        Snapshot current = chronicle.current();
        Entry before = current.entries().get(read.name());
        Entry entry = isOlder(read, before) ? read.at(before.resourceVersion()) : read;
        if (chronicle.isInOrder(read.resourceVersion()) || before == null || !ServedForm.isSame(before, entry)) {
            chronicle.next(entry.name(), read.resourceVersion(), current.with(entry));
        } else {
            chronicle.replace(current.with(entry));
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
        Entry before = chronicle.current().entries().get(name);
        if (before != null) {
            dependents.find(name).map(this::read).ifPresent(read -> replace(before, read, version));
        }
    }

    /** A member's Secret is gone. */
    void gone(String name, String resourceVersion) {
        dependents.forget(name);
        reader.forget(name);
        chronicle.next(name, resourceVersion, chronicle.current().without(name, resourceVersion));
        conditions.forget(name);
        publication.change(table -> table.without(name, chronicle.current().version()));
    }

    /** A list is about to be told: what changed since the last is not seen change by change. */
    void listing() {
        chronicle.listing(Chronicle.Source.SECRETS);
    }

    /** The first list is whole, or a later one has been taken again. */
    void synced(String resourceVersion) {
        if (!publication.hasBegun()) {
            conditions.keepOnly(chronicle.current().entries().keySet());
        }
        publication.begin();
        at(resourceVersion);
        chronicle.listed(Chronicle.Source.SECRETS);
    }

    /** In step with the source up to this version. */
    void at(String resourceVersion) {
        publication.at(resourceVersion);
    }

    History history() {
        return chronicle.history();
    }

    Snapshots snapshots() {
        return chronicle.snapshots();
    }

    /** Whether the member still shows the credential that was refused. */
    boolean has(CredentialRejected rejected) {
        return publication.table().find(rejected.name()).orElse(null) instanceof Cluster cluster
                && CredentialRejected.of(cluster).equals(Optional.of(rejected));
    }

    int size() {
        return chronicle.current().entries().size();
    }

    /** How many Secrets are kept to be read again. */
    int kept() {
        return dependents.size();
    }

    void close() {
        publication.close();
    }

    private Entry read(JsonObject secret) {
        String name = secret.getJsonObject("metadata", new JsonObject()).getString("name", "");
        Entry read = reader.read(secret, managed.address(name));
        Entry former = chronicle.current().entries().get(name);
        return former == null ? read : read.sharing(former);
    }

    private void replace(Entry before, Entry read, String version) {
        Entry entry = read.at(before.resourceVersion());
        Snapshot current = chronicle.current();
        if (ServedForm.isSame(before, entry)) {
            chronicle.replace(current.with(entry));
        } else {
            Entry changed = chronicle.isInOrder(version) ? entry.at(version) : entry;
            chronicle.next(entry.name(), version, current.with(changed));
        }
        show(entry);
    }

    private void show(Entry entry) {
        conditions.show(entry);
        publication.change(
                table -> table.with(entry.member(), chronicle.current().version()));
    }

    /* Its own Secret's event came after that of a later change of something else. */
    private static boolean isOlder(Entry read, @Nullable Entry before) {
        return before != null
                && before.uid().equals(read.uid())
                && Versions.isLater(before.resourceVersion(), read.resourceVersion());
    }
}
