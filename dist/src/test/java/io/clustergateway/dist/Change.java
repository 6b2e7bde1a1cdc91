package io.clustergateway.dist;

/** A change of one object, as watches tell it; the version of a deletion is the deletion's own. */
record Change(Kind kind, String name, long version) {
    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    static Change added(String name, String version) {
        return new Change(Kind.ADDED, name, Long.parseLong(version));
    }

    static Change modified(String name, String version) {
        return new Change(Kind.MODIFIED, name, Long.parseLong(version));
    }

    static Change deleted(String name, String version) {
        return new Change(Kind.DELETED, name, Long.parseLong(version));
    }
}
