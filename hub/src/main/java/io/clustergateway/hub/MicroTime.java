package io.clustergateway.hub;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** metav1.MicroTime, the form of times in a Lease. */
public final class MicroTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private MicroTime() {}

    /** In UTC, with microseconds. */
    public static String format(Instant time) {
        return FORM.format(time);
    }
}
