package io.clustergateway.dist.rules;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Flags of the form {@code KEY=VALUE}. */
final class Pairs {
    private Pairs() {}

    static List<Map.Entry<String, String>> of(CommandSpec spec, String flag, List<String> values) {
        return values.stream().map(value -> pair(spec, flag, value)).toList();
    }

    private static Map.Entry<String, String> pair(CommandSpec spec, String flag, String value) {
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new ParameterException(spec.commandLine(), "%s: %s (expected: KEY=VALUE)".formatted(flag, value));
        }
        return Map.entry(value.substring(0, equals), value.substring(equals + 1));
    }
}
