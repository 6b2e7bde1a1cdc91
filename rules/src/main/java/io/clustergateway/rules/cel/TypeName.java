package io.clustergateway.rules.cel;

import dev.cel.common.types.CelType;
import java.util.stream.Collectors;

/** Types as messages show them: {@code map(string, list(string))}. */
final class TypeName {
    private TypeName() {}

    static String of(CelType type) {
        if (type.parameters().isEmpty()) {
            return type.name();
        }
        return type.parameters().stream().map(TypeName::of).collect(Collectors.joining(", ", type.name() + "(", ")"));
    }
}
