package io.clustergateway.rules.document;

import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the fields of a section that are no text. */
final class ValueReader {
    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]{0,9})");

    private final Section section;

    ValueReader(Section section) {
        this.section = section;
    }

    /** Strictly {@code true} or {@code false}, because YAML programs disagree about everything else. */
    Optional<Boolean> flag(String name) {
        return section.value(name).flatMap(value -> {
            Optional<String> word = value instanceof Node.Scalar scalar && scalar.plain()
                    ? Optional.of(scalar.value()).filter(text -> text.equals("true") || text.equals("false"))
                    : Optional.empty();
            if (word.isEmpty()) {
                fault("InvalidBoolean", name, value, "true or false");
            }
            return word.map(Boolean::valueOf);
        });
    }

    /** A whole decimal number without an exponent or leading zeros, which YAML programs read differently. */
    Optional<Integer> int32(String name) {
        return section.value(name).flatMap(value -> {
            Optional<Integer> number =
                    value instanceof Node.Scalar scalar && scalar.plain() ? int32(scalar) : Optional.empty();
            if (number.isEmpty()) {
                fault("InvalidNumber", name, value, "a whole number from -2147483648 to 2147483647");
            }
            return number;
        });
    }

    private static Optional<Integer> int32(Node.Scalar scalar) {
        return Optional.of(scalar.value())
                .filter(text -> WHOLE.matcher(text).matches())
                .map(Long::parseLong)
                .filter(number -> number == number.intValue())
                .map(Long::intValue);
    }

    /** A duration between two, as they are given in Go's words. */
    Optional<Duration> duration(String name, String least, String most) {
        return section.value(name).flatMap(value -> {
            Optional<Duration> duration =
                    value instanceof Node.Scalar scalar ? GoDuration.parse(scalar.value()) : Optional.empty();
            if (duration.isEmpty()) {
                fault(
                        "InvalidDuration",
                        name,
                        value,
                        "a Go duration from %s to %s, such as 1m30s".formatted(least, most));
                return duration;
            }
            boolean isInRange = GoDuration.parse(least).orElseThrow().compareTo(duration.get()) <= 0
                    && GoDuration.parse(most).orElseThrow().compareTo(duration.get()) >= 0;
            if (!isInRange) {
                fault("DurationOutOfRange", name, value, "from %s to %s".formatted(least, most));
            }
            return isInRange ? duration : Optional.empty();
        });
    }

    private void fault(String code, String name, Node value, String expected) {
        if (value instanceof Node.Scalar scalar) {
            section.faults()
                    .error(
                            code,
                            value.at(),
                            "%s: %s (expected: %s)".formatted(section.full(name), Shown.value(scalar.raw()), expected));
        } else {
            new TextReader(section.faults()).wrongKind(section.full(name), value, expected);
        }
    }
}
