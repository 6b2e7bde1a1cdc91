package io.clustergateway.registry;

import io.clustergateway.registry.ocm.ManagedCluster;
import io.clustergateway.registry.ocm.ManagedClusterListener;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.clustergateway.registry.serving.Snapshot;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What ManagedClusters mean for the members: one without a Secret is shown by itself, and a member may be where the one of
 * its name says. Used on its verticle's context only.
 */
final class ManagedMembers implements ManagedClusterListener {
    private final Chronicle chronicle;
    private final Publication publication;
    private final boolean addresses;
    private final BiConsumer<String, String> reread;

    /**
     * Those of no hub yet.
     *
     * @param addresses whether members of a ManagedCluster's name are where that says they are
     * @param reread told the name of a member that may be elsewhere, and by which version
     */
    ManagedMembers(Chronicle chronicle, Publication publication, boolean addresses, BiConsumer<String, String> reread) {
        this.chronicle = chronicle;
        this.publication = publication;
        this.addresses = addresses;
        this.reread = reread;
    }

    /** Whether members have to be read again when ManagedClusters change. */
    boolean haveAddresses() {
        return addresses;
    }

    /** Where the member of this name is, as far as a ManagedCluster says it and is asked. */
    Optional<ManagedAddress> address(String name) {
        return addresses ? Optional.ofNullable(find(name)).flatMap(ManagedCluster::address) : Optional.empty();
    }

    @Override
    public void managedListing() {
        chronicle.listing(Chronicle.Source.MANAGED_CLUSTERS);
    }

    /** What nobody uses of a ManagedCluster, its heartbeats above all, changes nothing. */
    @Override
    public void managed(ManagedCluster cluster) {
        ManagedCluster before = find(cluster.name());
        if (before == null || !before.isSame(cluster)) {
            publication.change(table -> table.withManaged(cluster.name()));
            change(
                    cluster.name(),
                    cluster.resourceVersion(),
                    chronicle.current().with(cluster));
        }
    }

    @Override
    public void unmanaged(String name, String resourceVersion) {
        publication.change(table -> table.withoutManaged(name));
        change(name, resourceVersion, chronicle.current().unmanaged(name));
    }

    @Override
    public void managedSynced(String resourceVersion) {
        publication.at(resourceVersion);
        chronicle.listed(Chronicle.Source.MANAGED_CLUSTERS);
    }

    /** A member hides the ManagedCluster of its name. */
    private void change(String name, String version, Snapshot after) {
        if (!after.entries().containsKey(name)) {
            chronicle.next(name, version, after);
        } else {
            chronicle.replace(after);
            if (addresses) {
                reread.accept(name, version);
            }
        }
    }

    private @Nullable ManagedCluster find(String name) {
        return chronicle.current().managed().get(name);
    }
}
