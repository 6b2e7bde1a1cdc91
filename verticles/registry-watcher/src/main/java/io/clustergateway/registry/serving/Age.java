package io.clustergateway.registry.serving;

import java.time.Duration;
import java.time.Instant;

/** Ages as kubectl shows them (apimachinery util/duration HumanDuration). */
final class Age {
    private Age() {}

    static String of(Instant since, Instant now) {
        if (since.equals(Instant.EPOCH)) {
            return "<unknown>";
        }
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 730) {
            return days + "d";
        }
        return days < 8 * 365 ? two(days / 365, "y", days % 365, "d") : days / 365 + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
    }
}
