package io.clustergateway.registry;

import io.clustergateway.registry.serving.Change;
import io.clustergateway.registry.serving.History;
import io.clustergateway.registry.serving.Snapshot;
import io.clustergateway.registry.serving.Snapshots;
import io.clustergateway.registry.serving.Versions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is shown of the members, change by change in the hub's order, for reads and watches; where that order is not known,
 * watches are interrupted. What changed is not in the history until it is {@link #write written}. Used on its verticle's
 * context only.
 */
final class Chronicle {
    private final Snapshots snapshots = new Snapshots();
    private final History history = new History();
    private final List<Change> unwritten = new ArrayList<>();
    private final Set<Source> listing = EnumSet.of(Source.SECRETS);
    private Snapshot current = Snapshot.EMPTY;
    private Runnable changed = () -> {};
    private Runnable interrupted = () -> {};
    private boolean gap;
    private boolean disordered;

    /** A collection of the hub's with lists and an order of its own. */
    enum Source {
        SECRETS,
        MANAGED_CLUSTERS
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

    Snapshot current() {
        return current;
    }

    History history() {
        return history;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** Whether what happened in this version happened after all that is known. */
    boolean isInOrder(String version) {
        return Versions.isLater(version, current.version());
    }

    /** A list is about to be told: what changed since the last is not seen change by change. */
    void listing(Source source) {
        listing.add(source);
    }

    /** The list has been told whole. */
    void listed(Source source) {
        if (listing.remove(source) && listing.isEmpty()) {
            resume();
        }
    }

    /** Nothing else has changed up to this version. */
    void at(String version) {
        if (isInOrder(version)) {
            current = current.at(version);
        }
    }

    /** Something that no read shows is different. */
    void replace(Snapshot after) {
        current = after;
    }

    /**
     * One member is different.
     *
     * @param version by which it is; of one that is not in order, nobody knows when it happened
     */
    void next(String name, String version, Snapshot after) {
        Snapshot snapshot = after.at(isInOrder(version) ? version : current.version());
        if (!listing.isEmpty()) {
            gap = true;
        } else if (isInOrder(version)) {
            unwritten.add(new Change(name, current, snapshot));
        } else {
            disordered = true;
        }
        current = snapshot;
    }

    /** Puts what has changed since the last time into the history. */
    void write() {
        if (disordered) {
            history.lose(current.version());
        } else {
            unwritten.forEach(history::add);
        }
        disordered = false;
        unwritten.clear();
        if (listing.isEmpty()) {
            history.inStep(current.version());
        }
        snapshots.add(current);
    }

    /** Tells those who follow the history that it has been written. */
    void tell() {
        changed.run();
    }

    /* As kube-apiserver's watch cache does: a list tells neither each change nor their order, so that a watch which was
    told some of them could never be resumed. */
    private void resume() {
        boolean unseen = gap || disordered || !unwritten.isEmpty();
        gap = false;
        disordered = false;
        unwritten.clear();
        history.begin(current.version());
        snapshots.add(current);
        if (unseen) {
            interrupted.run();
        }
    }
}
