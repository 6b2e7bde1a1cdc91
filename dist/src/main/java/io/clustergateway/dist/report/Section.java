package io.clustergateway.dist.report;

import java.util.List;

/** Checks that belong together: {@code hub}, or {@code member NAME}. */
public record Section(String title, List<Check> checks) {
    /** Copies the list. */
    public Section {
        checks = List.copyOf(checks);
    }
}
