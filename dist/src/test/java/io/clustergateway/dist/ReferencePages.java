package io.clustergateway.dist;

import io.clustergateway.kernel.config.KnownKey;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The pages of docs/reference that are made of the code: flags, keys of the configuration, commands. */
final class ReferencePages {
    private static final String MADE = "<!-- Made of the code by ReferencePagesTest; CONTRIBUTING.md says how. -->\n";

    private final Map<String, FlagSpec> flags = FlagTable.read().stream()
            .filter(FlagSpec::hasEffect)
            .collect(Collectors.toMap(FlagSpec::key, Function.identity(), (first, same) -> first, LinkedHashMap::new));
    private final Map<String, KnownKey> keys;

    /** @param folder in which nothing is */
    ReferencePages(Path folder) throws IOException {
        keys = keys(folder).stream().collect(Collectors.toMap(KnownKey::path, Function.identity()));
    }

    /** By file name below docs/reference. */
    Map<String, String> all() {
        return Map.of("flags.md", flags(), "configuration.md", configuration(), "cli.md", commands());
    }

    private String flags() {
        StringBuilder page = new StringBuilder("# Flags of serve\n\n" + MADE + """

                `--feature-gates`, `--config` and `-v` beside these ([commands](cli.md)). A duration is Go's: `15s`, `1m30s`, `500ms`. A list has commas, or the flag is
                repeated. Each flag is a key of the file of `--config` too, where those without a flag are as well ([configuration](configuration.md)).
                """);
        Map<String, List<FlagSpec>> groups = FlagTable.read().stream()
                .filter(FlagSpec::hasEffect)
                .collect(Collectors.groupingBy(FlagSpec::group, LinkedHashMap::new, Collectors.toList()));
        groups.forEach((group, specs) -> {
            page.append("\n## %s\n\n| flag | value | default | |\n|---|---|---|---|\n".formatted(title(group)));
            specs.forEach(flag -> page.append("| `--%s` | %s | %s | %s |\n"
                    .formatted(flag.name(), value(flag), absent(flag.key()), cell(flag.description()))));
        });
        page.append(
                "\n## Accepted for the Go program's sake, without effect\n\nEach is warned of once at the start.\n\n");
        page.append(FlagTable.read().stream()
                .filter(flag -> !flag.hasEffect())
                .map(flag -> "`--" + flag.name() + "`")
                .collect(Collectors.joining(", ")));
        return page.append("\n").toString();
    }

    private String configuration() {
        StringBuilder page = new StringBuilder("# Keys of the configuration\n\n" + MADE + """

                Of the YAML file that `serve --config FILE` names. A dot is a level: `registry.secretNamespace` is `secretNamespace` below `registry`. Flags win over the file.
                A key nobody knows stops the start. What may change while running is in [limits](../limits.md) and [observe](../observe.md).

                | key | holds | default | flag |
                |---|---|---|---|
                """);
        keys.values().stream().sorted((a, b) -> a.path().compareTo(b.path())).forEach(key -> {
            FlagSpec flag = flags.get(key.path());
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            key.path(),
                            cell(key.expected()),
                            absent(key.path()),
                            flag == null ? "" : "`--" + flag.name() + "`"));
        });
        return page.toString();
    }

    private static String commands() {
        StringBuilder page = new StringBuilder(
                "# Commands\n\n" + MADE + "\nThe flags of `serve` alone are in [a page of their own](flags.md).\n");
        CommandLine root = Main.line();
        names(root)
                .forEach(line -> page.append("\n## %s\n\n```text\n%s\n```\n"
                        .formatted(line.getCommandSpec().qualifiedName(), usage(line))));
        return page.toString();
    }

    private static List<CommandLine> names(CommandLine line) {
        List<CommandLine> all = new ArrayList<>(List.of(line));
        Stream.of(line.getSubcommands().values())
                .flatMap(Collection::stream)
                .filter(below -> !below.getCommandName().equals("help"))
                .forEach(below -> all.addAll(names(below)));
        return all;
    }

    private static String usage(CommandLine line) {
        String usage = line.setUsageHelpWidth(120).getUsageMessage(Ansi.OFF);
        int flags = line.getCommandName().equals("serve") ? usage.indexOf("\nServing flags:") : -1;
        String shown = flags < 0 ? usage : usage.substring(0, flags);
        return shown.lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .strip();
    }

    private String absent(String key) {
        KnownKey known = keys.get(key);
        if (known == null) {
            throw new IllegalStateException(key + ": a flag whose key nobody reads");
        }
        return known.absent().isEmpty() ? "" : "`" + known.absent() + "`";
    }

    private static String value(FlagSpec flag) {
        return switch (flag.kind()) {
            case BOOL -> "true, false";
            case INT -> "number";
            case DURATION -> "duration";
            case LIST -> "list";
            case STRING -> "text";
        };
    }

    private static String title(String group) {
        return group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    /** As a gateway reads them that is told to do everything it can. */
    private static Collection<KnownKey> keys(Path folder) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                {"apiVersion": "v1", "kind": "Config", "current-context": "none",
                 "clusters": [{"name": "none", "cluster": {"server": "https://127.0.0.1:1"}}],
                 "contexts": [{"name": "none", "context": {"cluster": "none"}}]}
                """);
        JsonObject tree = new JsonObject().put("hub", new JsonObject().put("kubeconfig", kubeconfig.toString()));
        Vertx vertx = Vertx.vertx();
        try {
            Gateway gateway = new Gateway(vertx, tree, Map.of());
            gateway.stop().await();
            return gateway.keys();
        } finally {
            vertx.close().await();
        }
    }
}
