package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.YamlText;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway list}. */
@Command(
        name = "list",
        sortOptions = false,
        description = {
            "List the members: as the gateway serves them, or, when it does not answer, from their Secrets.",
            "Exit codes: 0, and 1 when neither could be read.",
            ""
        })
public final class ListCommand implements Callable<Integer> {
    private static final String PATH = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Labels to choose members by.")
    private String selector = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|yaml|wide|name",
            description = "Form of the output. Default: a table.")
    private String format = "";

    @Mixin
    private HubFlags hubFlags = new HubFlags();

    @Override
    public Integer call() {
        if (!format.matches("|json|yaml|wide|name")) {
            throw new StartFault("--output: %s (expected: json, yaml, wide or name)".formatted(format));
        }
        try (Hub hub = hubFlags.open()) {
            print(members(hub));
        }
        return 0;
    }

    private List<JsonObject> members(Hub hub) {
        String query =
                selector.isEmpty() ? "" : "?labelSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        try {
            return Members.await(hub.api().get(PATH + query, hub.limit()))
                    .getJsonArray("items", new JsonArray())
                    .stream()
                    .map(JsonObject.class::cast)
                    .toList();
        } catch (ServerFault fault) {
            // Who may not list members is told so, and not shown them another way.
            if (fault.code() >= 400 && fault.code() < 500 && fault.code() != 404) {
                throw fault;
            }
            spec.commandLine()
                    .getErr()
                    .println("Warning: the gateway does not answer, so this is what the Secrets in %s say: %s"
                            .formatted(hub.namespace(), fault.getMessage()));
            return hub.members().list(selector).stream().map(Served::of).toList();
        }
    }

    private void print(List<JsonObject> members) {
        PrintWriter out = spec.commandLine().getOut();
        JsonObject list = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "List")
                .put("metadata", new JsonObject())
                .put("items", new JsonArray(members));
        switch (format) {
            case "json" -> out.println(list.encodePrettily());
            case "yaml" -> out.print(YamlText.write(list));
            case "name" ->
                members.forEach(member -> out.println("clustergateway.cluster.core.oam.dev/" + Served.name(member)));
            default -> table(members, out);
        }
        out.flush();
    }

    private void table(List<JsonObject> members, PrintWriter out) {
        if (members.isEmpty()) {
            spec.commandLine().getErr().println("No resources found");
            return;
        }
        boolean wide = format.equals("wide");
        List<List<String>> rows = new ArrayList<>();
        rows.add(Served.head(wide));
        members.forEach(member -> rows.add(Served.row(member, wide)));
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length() + 3);
            }
        });
        rows.forEach(row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
            }
            out.println(line.toString().stripTrailing());
        });
    }
}
