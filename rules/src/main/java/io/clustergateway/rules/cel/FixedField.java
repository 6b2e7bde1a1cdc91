package io.clustergateway.rules.cel;

import io.clustergateway.rules.match.Check;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field of {@code source}, as the expression that it stands for.
 *
 * @param name below {@code source}
 * @param program CEL
 * @param check the same; it is total
 */
record FixedField(String name, String program, Check check) {
    /** One program of them and a {@code when}, whose last line may end in a comment. */
    static String program(List<FixedField> fields, Optional<String> when) {
        if (fields.isEmpty()) {
            return when.orElse("true");
        }
        return Stream.concat(fields.stream().map(FixedField::program), when.map(text -> "(" + text + "\n)").stream())
                .collect(Collectors.joining(" && "));
    }
}
