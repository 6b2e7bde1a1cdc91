package io.clustergateway.testkit.pocket.objects;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** {@code metav1.Time}: RFC 3339 in UTC with whole seconds. */
final class Timestamps {

    private Timestamps() {}

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
