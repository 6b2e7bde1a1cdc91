package io.clustergateway.kernel.trace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a span in its trace (W3C Trace Context, sections 3.2.2.3 to 3.2.2.5).
 *
 * @param traceId 32 hexadecimal digits, not all zero
 * @param spanId 16 of them
 * @param sampled whether whoever began it keeps it
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    private static final int LONGEST = 512;
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** As a {@code traceparent}. */
    public String header() {
        return "00-%s-%s-%s".formatted(traceId, spanId, sampled ? "01" : "00");
    }

    /** Reads a {@code traceparent}; empty for what is none, which is no fault: it is treated as absent. */
    public static Optional<TraceContext> parse(String header) {
        if (header.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(header);
        if (!form.matches() || header.startsWith("00") && form.group(4) != null) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(form.group(3), 16) & 1) == 1;
        return Optional.of(new TraceContext(form.group(1), form.group(2), sampled));
    }
}
