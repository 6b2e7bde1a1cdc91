package io.clustergateway.dist.rules;

import io.clustergateway.rules.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Who asks, as the hub knows them. */
final class CallerFlags {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "The caller's name at the hub.")
    private String user = "";

    @Option(names = "--group", paramLabel = "NAME", description = "A group of the caller; may be given again.")
    private List<String> groups = List.of();

    @Option(names = "--uid", paramLabel = "UID", description = "The caller's uid.")
    private Optional<String> uid = Optional.empty();

    @Option(
            names = "--extra",
            paramLabel = "KEY=VALUE",
            description = "An extra value of the caller; may be given again, with the same key too.")
    private List<String> extra = List.of();

    Identity caller() {
        if (user.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--user: empty (expected: a name)");
        }
        Map<String, List<String>> byKey = new TreeMap<>();
        Pairs.of(spec, "--extra", extra)
                .forEach(pair -> byKey.computeIfAbsent(
                                pair.getKey().toLowerCase(Locale.ROOT), absent -> new ArrayList<>())
                        .add(pair.getValue()));
        return new Identity(user, uid.filter(text -> !text.isEmpty()), groups, byKey);
    }
}
