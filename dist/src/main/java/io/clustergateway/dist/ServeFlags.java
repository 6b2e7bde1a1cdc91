package io.clustergateway.dist;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of {@code serve} in picocli's terms, and what a command line made of them means for the configuration. */
final class ServeFlags {
    private static final Map<String, String> HEADINGS = Map.ofEntries(
            Map.entry("serving", "Serving flags:%n"),
            Map.entry("management", "Management flags:%n"),
            Map.entry("hub", "Hub flags:%n"),
            Map.entry("authentication", "Authentication flags:%n"),
            Map.entry("authorization", "Authorization flags:%n"),
            Map.entry("registry", "Registry flags:%n"),
            Map.entry("health", "Health flags:%n"),
            Map.entry("forwarder", "Forwarder flags:%n"),
            Map.entry("members", "Member connection flags:%n"),
            Map.entry("identity", "Identity flags:%n"),
            Map.entry("profiles", "ClusterProfile flags:%n"),
            Map.entry("audit", "Audit flags:%n"),
            Map.entry("tracing", "Tracing flags:%n"),
            Map.entry("logging", "Logging flags:%n"),
            Map.entry("kernel", "Kernel flags:%n"),
            Map.entry("go", "Accepted for the Go program's sake, without effect:%n"));

    private final List<FlagSpec> table = FlagTable.read();

    /**
     * What the command line says.
     *
     * @param values by key of the configuration tree
     * @param origins the flag, by the key it set
     * @param ignored flags that were given and have no effect, with the reason
     */
    record Parsed(Map<String, Object> values, Map<String, String> origins, List<String> ignored) {}

    void addTo(CommandSpec command) {
        table.stream()
                .collect(Collectors.groupingBy(FlagSpec::group, LinkedHashMap::new, Collectors.toList()))
                .forEach((group, flags) -> command.addArgGroup(group(group, flags)));
    }

    Parsed parsed(CommandLine.ParseResult result) {
        Map<String, Object> values = new HashMap<>();
        Map<String, String> origins = new HashMap<>();
        List<String> ignored = new ArrayList<>();
        for (FlagSpec flag : table) {
            String name = "--" + flag.name();
            Optional<Object> value = value(result, name);
            if (value.isPresent() && flag.hasEffect()) {
                values.put(flag.key(), value.get());
                origins.put(flag.key(), name);
            } else if (value.isPresent()) {
                ignored.add("%s: %s".formatted(name, flag.description()));
            }
        }
        return new Parsed(values, origins, ignored);
    }

    /**
     * How keys are named that are set nowhere: by their flag, where another of their section was set by one.
     *
     * @param tree whose keys are set
     * @param origins the flag, by the key it set
     */
    Map<String, String> named(JsonObject tree, Map<String, String> origins) {
        Set<String> sections =
                origins.keySet().stream().map(ServeFlags::section).collect(Collectors.toSet());
        Map<String, String> names = new HashMap<>(origins);
        for (FlagSpec flag : table) {
            if (flag.hasEffect() && sections.contains(section(flag.key())) && !isSet(tree, flag.key())) {
                names.putIfAbsent(flag.key(), "--" + flag.name());
            }
        }
        return names;
    }

    private static String section(String key) {
        return key.substring(0, key.lastIndexOf('.') + 1);
    }

    private static boolean isSet(JsonObject tree, String key) {
        Object value = tree;
        for (String name : key.split("\\.")) {
            value = value instanceof JsonObject object ? object.getValue(name) : null;
        }
        return value != null;
    }

    private static ArgGroupSpec group(String group, List<FlagSpec> flags) {
        ArgGroupSpec.Builder builder = ArgGroupSpec.builder()
                .heading("%n" + HEADINGS.get(group))
                .exclusive(false)
                .validate(false)
                .multiplicity("0..1");
        for (FlagSpec flag : flags) {
            builder.addArg(option(flag));
        }
        return builder.build();
    }

    private static Optional<Object> value(CommandLine.ParseResult result, String name) {
        if (!result.hasMatchedOption(name)) {
            return Optional.empty();
        }
        Object value = result.matchedOption(name).getValue();
        if (value instanceof List<?> entries) {
            return Optional.of(entries.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        return Optional.ofNullable(value);
    }

    private static OptionSpec option(FlagSpec flag) {
        OptionSpec.Builder builder = OptionSpec.builder("--" + flag.name()).description(flag.description());
        return switch (flag.kind()) {
            case BOOL ->
                builder.type(String.class)
                        .arity("0..1")
                        .fallbackValue("true")
                        .paramLabel("true|false")
                        .build();
            case LIST ->
                builder.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .paramLabel("<list>")
                        .build();
            case INT, DURATION, STRING ->
                builder.type(String.class)
                        .arity("1")
                        .paramLabel("<" + flag.kind().name().toLowerCase(Locale.ROOT) + ">")
                        .build();
        };
    }
}
