package io.clustergateway.registry.serving;

import java.util.OptionalLong;

/**
 * The latest changes in the hub's order, from which watches are resumed. A place in it is the number of changes before
 * it and stays true when changes are forgotten. Used on one context only.
 */
public final class History {
    private static final int KEPT = 4096;

    private final int kept;
    private Change[] ring;
    private long first;
    private long end;
    private String floor = "";
    private String version = "";

    /** An empty history that keeps as many changes as the gateway does. */
    public History() {
        this(KEPT);
    }

    History(int kept) {
        this.kept = kept;
        this.ring = new Change[kept];
    }

    /** All before is unknown: a list of this version was taken without seeing what led to it. */
    public void begin(String listVersion) {
        first = end;
        ring = new Change[kept];
        floor = listVersion;
        version = listVersion;
    }

    /**
     * Something changed up to this version, nobody knows after which of the changes told: also those who were told all of
     * them have to read anew.
     */
    public void lose(String upTo) {
        end++;
        begin(upTo);
    }

    /** The next change, not older than any before. */
    public void add(Change change) {
        if (end - first == kept) {
            floor = at(first).version();
            first++;
        }
        ring[slot(end)] = change;
        end++;
        version = change.version();
    }

    /** Nothing else has changed up to this version. */
    public void inStep(String upTo) {
        version = upTo;
    }

    /** Up to which version everything is known; empty before the first {@link #begin}. */
    String version() {
        return version;
    }

    /** The version before which nothing is known. */
    String floor() {
        return floor;
    }

    /** The place after the latest change. */
    long end() {
        return end;
    }

    /** The place of the first change later than this version; empty when that may be forgotten. */
    OptionalLong after(String known) {
        if (Versions.isLater(floor, known)) {
            return OptionalLong.empty();
        }
        long low = first;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Versions.isLater(at(middle).version(), known)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(low);
    }

    /** Whether the change at this place, and all after it, are still known. */
    boolean reachesBackTo(long place) {
        return place >= first;
    }

    /** The change at a place before the end. */
    Change at(long place) {
        return ring[slot(place)];
    }

    private int slot(long place) {
        return (int) (place % kept);
    }
}
