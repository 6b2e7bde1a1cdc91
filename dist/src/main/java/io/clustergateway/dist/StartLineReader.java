package io.clustergateway.dist;

import io.clustergateway.dist.migrate.StartLine;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** Arguments of a {@code serve} that runs elsewhere, read as strictly as its start does. Blocks: for plain threads. */
final class StartLineReader {
    /** Nobody is asked: it lets the settings be read as in a pod. */
    private static final String NO_HUB = """
            {"apiVersion": "v1", "kind": "Config", "current-context": "none",
             "clusters": [{"name": "none", "cluster": {"server": "https://127.0.0.1:1"}}],
             "contexts": [{"name": "none", "context": {"cluster": "none"}}]}
            """;

    private StartLineReader() {}

    static StartLine read(List<String> arguments) {
        ServeFlags flags = new ServeFlags();
        CommandLine line = new CommandLine(ServeCommand.spec())
                .setUnmatchedArgumentsAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false);
        line.getCommandSpec().parser().collectErrors(true);
        List<String> words = new ArrayList<>(List.of(Main.normalized(arguments.toArray(String[]::new))));
        if (!words.isEmpty() && words.get(0).equals("serve")) {
            words.remove(0);
        }
        CommandLine.ParseResult result = line.parseArgs(words.toArray(String[]::new));
        List<String> refused = new ArrayList<>();
        for (String unknown : result.unmatched()) {
            refused.add(Faults.unknown(new UnmatchedArgumentException(line, List.of(unknown))));
        }
        result.errors().forEach(error -> refused.add(error.getMessage()));
        ServeFlags.Parsed parsed = flags.parsed(result);
        JsonObject tree = ServeArguments.tree(arguments);
        try {
            FeatureGates.parse(result.matchedOptionValue("--feature-gates", List.of()));
        } catch (StartFault fault) {
            refused.add(fault.getMessage());
        }
        refused.addAll(faults(tree, parsed.origins()));
        List<String> taken = new ArrayList<>(parsed.origins().values());
        result.matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(List.of("--feature-gates", "--config", "--v")::contains)
                .forEach(taken::add);
        return new StartLine(tree, taken.stream().distinct().sorted().toList(), parsed.ignored(), refused);
    }

    /** What is wrong with the settings themselves. Files are the pod's, and not looked for here. */
    private static List<String> faults(JsonObject tree, Map<String, String> origins) {
        JsonObject seen = withoutFiles(tree);
        seen.remove("logging");
        Vertx vertx = Vertx.vertx(Running.options());
        Path kubeconfig = stub();
        try {
            Map<String, Object> hub =
                    new HashMap<>(seen.getJsonObject("hub", new JsonObject()).getMap());
            hub.put("kubeconfig", kubeconfig.toString());
            seen.put("hub", new JsonObject(hub));
            new Gateway(vertx, seen, origins).stop().await();
            return List.of();
        } catch (StartFault fault) {
            return fault.getMessage().lines().toList();
        } finally {
            vertx.close().await();
            delete(kubeconfig);
        }
    }

    private static JsonObject withoutFiles(JsonObject tree) {
        JsonObject without = new JsonObject();
        tree.forEach(entry -> {
            if (entry.getValue() instanceof JsonObject section) {
                without.put(entry.getKey(), withoutFiles(section));
            } else if (!String.valueOf(entry.getValue()).startsWith("/")) {
                without.put(entry.getKey(), entry.getValue());
            }
        });
        return without;
    }

    private static Path stub() {
        try {
            return Files.writeString(Files.createTempFile("no-hub", ".kubeconfig"), NO_HUB);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
