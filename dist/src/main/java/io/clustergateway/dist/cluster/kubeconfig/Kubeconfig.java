package io.clustergateway.dist.cluster.kubeconfig;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kubeconfig as kubectl reads it: one file that was named, or those of $KUBECONFIG as one (what a former file says
 * wins, files that are not there are passed over), or ~/.kube/config.
 */
public final class Kubeconfig {
    private static final String CURRENT = "current-context";

    private final String from;
    private final JsonObject tree;

    private Kubeconfig(String from, JsonObject tree) {
        this.from = from;
        this.tree = tree;
    }

    /**
     * Reads a file, or kubectl's defaults where none is named.
     *
     * @param flag that names the file, for faults
     * @throws StartFault when there is none, or it cannot be read
     */
    public static Kubeconfig load(String flag, Optional<Path> file) {
        if (file.isPresent()) {
            return new Kubeconfig("%s: %s".formatted(flag, file.get()), read(flag, file.get()));
        }
        String list = System.getenv().getOrDefault("KUBECONFIG", "");
        List<Path> files = list.isEmpty()
                ? List.of(Path.of(System.getProperty("user.home"), ".kube", "config"))
                : Stream.of(list.split(File.pathSeparator))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of)
                        .toList();
        List<JsonObject> found = files.stream()
                .filter(Files::exists)
                .map(path -> read(list.isEmpty() ? "kubeconfig" : "$KUBECONFIG", path))
                .toList();
        String names = String.join(
                File.pathSeparator, files.stream().map(Path::toString).toList());
        if (found.isEmpty()) {
            throw new StartFault("%s: not given, and %s is not there (expected: a kubeconfig)".formatted(flag, names));
        }
        return new Kubeconfig("kubeconfig " + names, merged(found));
    }

    /** One context, the current one where none is named. */
    public KubeContext context(Optional<String> name) {
        String context = name.orElse(text(tree, CURRENT));
        if (context.isEmpty()) {
            throw fault("no current-context (expected: one, or a context by flag)");
        }
        JsonObject chosen = entry("context", context)
                .orElseThrow(() -> fault("no context %s (expected: one of %s)".formatted(context, names("context"))));
        String cluster = text(chosen, "cluster");
        String user = text(chosen, "user");
        JsonObject clusterFields = entry("cluster", cluster)
                .orElseThrow(() -> fault("context %s: no cluster %s".formatted(context, cluster)));
        if (text(clusterFields, "server").isEmpty()) {
            throw fault("cluster %s: no server (expected: https://host:port)".formatted(cluster));
        }
        JsonObject userFields = user.isEmpty()
                ? new JsonObject()
                : entry("user", user).orElseThrow(() -> fault("context %s: no user %s".formatted(context, user)));
        return new KubeContext(from, context, cluster, clusterFields, user, userFields);
    }

    /** The whole of it, a copy. */
    public JsonObject tree() {
        return tree.copy();
    }

    static JsonObject read(String flag, Path file) {
        try {
            JsonObject tree = YamlText.read(Files.readString(file));
            return Absolute.paths(tree, file.toAbsolutePath().normalize().getParent());
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new StartFault(
                    "%s: %s is no kubeconfig: %s (expected: YAML with clusters, users and contexts)"
                            .formatted(flag, file, e instanceof ClassCastException ? "wrong type" : e.getMessage()),
                    e);
        } catch (IOException e) {
            String what = Files.exists(file) ? "cannot be read" : "no such file";
            throw new StartFault("%s: %s: %s (expected: a kubeconfig)".formatted(flag, file, what), e);
        }
    }

    private static JsonObject merged(List<JsonObject> trees) {
        JsonObject merged = new JsonObject().put("apiVersion", "v1").put("kind", "Config");
        for (String list : List.of("clusters", "users", "contexts")) {
            List<JsonObject> entries = new ArrayList<>();
            trees.forEach(tree -> items(tree, list).forEach(item -> {
                if (entries.stream().noneMatch(e -> text(e, "name").equals(text(item, "name")))) {
                    entries.add(item);
                }
            }));
            merged.put(list, new JsonArray(entries));
        }
        trees.stream()
                .map(tree -> text(tree, CURRENT))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .ifPresent(name -> merged.put(CURRENT, name));
        return merged;
    }

    private Optional<JsonObject> entry(String kind, String name) {
        return items(tree, kind + "s").stream()
                .filter(item -> name.equals(text(item, "name")))
                .map(item -> item.getValue(kind) instanceof JsonObject fields ? fields : new JsonObject())
                .findFirst();
    }

    private String names(String kind) {
        return String.join(
                ", ",
                items(tree, kind + "s").stream()
                        .map(item -> text(item, "name"))
                        .toList());
    }

    private StartFault fault(String text) {
        return new StartFault(from + ": " + text);
    }

    static List<JsonObject> items(JsonObject tree, String list) {
        return tree.getValue(list) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }

    /** Empty when it is not there. */
    static String text(JsonObject fields, String key) {
        return fields.getValue(key) instanceof String text ? text : "";
    }
}
