package io.clustergateway.dist.doctor;

import java.util.List;

/** Checks that belong together: {@code hub}, or {@code member NAME}. */
record Section(String title, List<Check> checks) {
    Section {
        checks = List.copyOf(checks);
    }
}
