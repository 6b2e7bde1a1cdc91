package io.clustergateway.kernel.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as every Kubernetes flag takes them (Go's time.ParseDuration), without negative ones. */
public final class GoDuration {
    private static final Pattern TERM = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private static final List<String> UNITS = List.of("h", "m", "s", "ms", "us", "ns");

    private GoDuration() {}

    /** @throws IllegalArgumentException when the text is no duration */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher term = TERM.matcher(text);
        int end = 0;
        BigDecimal nanos = BigDecimal.ZERO;
        while (term.find() && term.start() == end) {
            nanos = nanos.add(new BigDecimal(term.group(1)).multiply(BigDecimal.valueOf(NANOS.get(term.group(2)))));
            end = term.end();
        }
        if (end == 0 || end != text.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("no duration: " + text);
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** As it would be written, in the largest unit that leaves no rest. */
    public static String format(Duration duration) {
        long nanos = duration.toNanos();
        return UNITS.stream()
                .filter(unit -> nanos != 0 && nanos % NANOS.get(unit) == 0)
                .findFirst()
                .map(unit -> nanos / NANOS.get(unit) + unit)
                .orElse("0s");
    }
}
