package io.clustergateway.chaos.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as files write it: {@code 500ms}, {@code 2s}, {@code 1m}. */
public record Span(Duration duration) {
    private static final Pattern FORM = Pattern.compile("(\\d+)(ms|s|m)");

    /** Reads it. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Span of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " (expected: a length of time as 500ms, 2s or 1m)");
        }
        long count = Long.parseLong(matcher.group(1));
        return new Span(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    default -> Duration.ofMinutes(count);
                });
    }
}
