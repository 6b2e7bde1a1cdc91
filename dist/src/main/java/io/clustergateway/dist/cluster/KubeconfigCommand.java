package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.kubeconfig.KubeconfigFile;
import io.clustergateway.dist.cluster.kubeconfig.YamlText;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway kubeconfig}. */
@Command(
        name = "kubeconfig",
        sortOptions = false,
        description = {
            "Write a kubeconfig with a context for a member, or for each: its server is the member through the hub, its user"
                    + " your own of the hub's kubeconfig. Exit codes: 0, and 1 when anything failed.",
            ""
        })
public final class KubeconfigCommand implements Callable<Integer> {
    private static final String PATH = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/%s/proxy";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The member.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--all", description = "Every member.")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|json|yaml",
            description =
                    "File to write into: other entries in it stay, it is readable by you alone. Default: print YAML.")
    private String output = "yaml";

    @Mixin
    private HubFlags hubFlags = new HubFlags();

    @Override
    public Integer call() {
        if (all == name.isPresent()) {
            throw new StartFault("NAME and --all: %s (expected: one of them)".formatted(all ? "both" : "neither"));
        }
        name.ifPresent(MemberName::checked);
        try (Hub hub = hubFlags.open()) {
            JsonObject made = of(hub.context(), all ? names(hub) : List.of(existing(hub, name.orElseThrow())));
            switch (output) {
                case "yaml" -> spec.commandLine().getOut().print(YamlText.write(made));
                case "json" -> spec.commandLine().getOut().println(made.encodePrettily());
                default -> {
                    KubeconfigFile.write("--output", Path.of(output), made);
                    made.getJsonArray("contexts")
                            .forEach(context -> spec.commandLine()
                                    .getOut()
                                    .println("context %s written to %s"
                                            .formatted(((JsonObject) context).getString("name"), output)));
                }
            }
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    /** A kubeconfig whose entries are named after the members; the user is taken over whole. */
    static JsonObject of(KubeContext hub, List<String> members) {
        JsonArray clusters = new JsonArray();
        JsonArray contexts = new JsonArray();
        for (String member : members) {
            JsonObject cluster = hub.cluster().copy().put("server", hub.server() + PATH.formatted(member));
            clusters.add(new JsonObject().put("name", member).put("cluster", cluster));
            JsonObject context = new JsonObject().put("cluster", member).put("user", hub.userName());
            contexts.add(new JsonObject().put("name", member).put("context", context));
        }
        return new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("clusters", clusters)
                .put(
                        "users",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", hub.userName())
                                        .put("user", hub.user())))
                .put("contexts", contexts)
                .put("current-context", members.isEmpty() ? "" : members.get(0));
    }

    /* Who may use members need not be allowed to read Secrets, so the gateway is asked first. */
    private static List<String> names(Hub hub) {
        List<String> names = served(hub, "")
                .map(list -> list.getJsonArray("items", new JsonArray()).stream()
                        .map(item -> Served.name((JsonObject) item))
                        .toList())
                .orElseGet(
                        () -> hub.members().list("").stream().map(Served::name).toList());
        if (names.isEmpty()) {
            throw new StartFault("--all: the hub has no members (expected: one at least)");
        }
        return names;
    }

    private static String existing(Hub hub, String name) {
        if (served(hub, "/" + name).isEmpty()) {
            hub.members().get(name);
        }
        return name;
    }

    /** Empty when the gateway does not answer, or knows no such member. */
    private static Optional<JsonObject> served(Hub hub, String path) {
        try {
            return Optional.of(Members.await(
                    hub.api().get("/apis/cluster.core.oam.dev/v1alpha1/clustergateways" + path, hub.limit())));
        } catch (ServerFault fault) {
            return Optional.empty();
        }
    }
}
