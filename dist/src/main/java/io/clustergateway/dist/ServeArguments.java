package io.clustergateway.dist;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The arguments of a {@code serve} that runs elsewhere, as the configuration tree they make. */
final class ServeArguments {
    private ServeArguments() {}

    /** What cannot be read of them is left out: it is the gateway that is to complain of it. */
    static JsonObject tree(List<String> arguments) {
        ServeFlags flags = new ServeFlags();
        CommandSpec spec = CommandSpec.create()
                .addOption(OptionSpec.builder("--feature-gates")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .build());
        flags.addTo(spec);
        spec.parser().collectErrors(true);
        CommandLine line =
                new CommandLine(spec).setUnmatchedArgumentsAllowed(true).setOverwrittenOptionsAllowed(true);
        CommandLine.ParseResult result = line.parseArgs(Main.normalized(arguments.toArray(String[]::new)));
        Map<String, Object> values = new HashMap<>(flags.parsed(result).values());
        gates(result).forEach((key, value) -> values.put(key, value));
        JsonObject tree = new JsonObject();
        values.forEach((key, value) -> put(tree, key, value));
        return tree;
    }

    private static Map<String, Object> gates(CommandLine.ParseResult result) {
        List<String> entries = result.matchedOptionValue("--feature-gates", List.of());
        try {
            boolean passing = FeatureGates.parse(entries).getOrDefault(FeatureGates.IDENTITY_PASSING, false);
            return Map.of("identity.passing", passing);
        } catch (StartFault unknown) {
            return Map.of();
        }
    }

    private static void put(JsonObject tree, String key, Object value) {
        JsonObject at = tree;
        String[] path = key.split("\\.");
        for (int i = 0; i < path.length - 1; i++) {
            if (at.getJsonObject(path[i]) == null) {
                at.put(path[i], new JsonObject());
            }
            at = at.getJsonObject(path[i]);
        }
        at.put(path[path.length - 1], value);
    }
}
