package io.clustergateway.dist.cluster;

import java.util.Locale;

/** kubectl's {@code --dry-run}. */
public enum DryRun {
    /** Everything is written. */
    NONE("", ""),
    /** Nothing is sent that would write. */
    CLIENT("", " (dry run)"),
    /** Writes are sent, and the server checks and forgets them. */
    SERVER("?dryRun=All", " (server dry run)");

    private final String query;
    private final String suffix;

    DryRun(String query, String suffix) {
        this.query = query;
        this.suffix = suffix;
    }

    String query() {
        return query;
    }

    /** Behind what is said to have been done. */
    String suffix() {
        return suffix;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
