package io.clustergateway.rules.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go's {@code time.ParseDuration} reads them and every Kubernetes API takes them: {@code 1m30s}. */
final class GoDuration {
    private static final int MOST_CHARACTERS = 64;
    private static final Pattern TERM = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "µs", BigDecimal.valueOf(1_000),
            "μs", BigDecimal.valueOf(1_000),
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));

    private GoDuration() {}

    /** Empty when the text is no duration. */
    static Optional<Duration> parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        boolean isSigned = text.startsWith("-") || text.startsWith("+");
        String terms = isSigned ? text.substring(1) : text;
        Optional<Duration> size = terms.equals("0") ? Optional.of(Duration.ZERO) : sum(terms);
        return text.startsWith("-") ? size.map(Duration::negated) : size;
    }

    private static Optional<Duration> sum(String terms) {
        Matcher term = TERM.matcher(terms);
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        while (at < terms.length() && term.region(at, terms.length()).lookingAt()) {
            nanos = nanos.add(new BigDecimal(term.group(1)).multiply(NANOS.get(term.group(2))));
            at = term.end();
        }
        boolean isWhole = at > 0 && at == terms.length();
        return isWhole && nanos.compareTo(MOST_NANOS) <= 0
                ? Optional.of(Duration.ofNanos(nanos.longValue()))
                : Optional.empty();
    }
}
