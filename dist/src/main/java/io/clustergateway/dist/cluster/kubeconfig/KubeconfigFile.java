package io.clustergateway.dist.cluster.kubeconfig;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A kubeconfig that others' entries are written into. */
public final class KubeconfigFile {
    private KubeconfigFile() {}

    /**
     * Entries of {@code more} over those of the same name that were made so before; everything else stays, the current
     * context too. A user of the same name that is somebody else gets a name of its own here.
     *
     * @throws StartFault when a cluster or context of that name is another's
     */
    static JsonObject merged(String file, JsonObject known, JsonObject more) {
        JsonObject added = apart(known, more);
        JsonObject merged = known.copy();
        for (String key : List.of("apiVersion", "kind")) {
            merged.put(key, added.getString(key));
        }
        for (String list : List.of("clusters", "users", "contexts")) {
            List<JsonObject> entries = new ArrayList<>(Kubeconfig.items(merged, list));
            for (JsonObject entry : Kubeconfig.items(added, list)) {
                String name = Kubeconfig.text(entry, "name");
                entries.stream().filter(other -> isNamed(other, name)).forEach(other -> refuse(file, list, other));
                entries.removeIf(other -> isNamed(other, name));
                entries.add(entry);
            }
            merged.put(list, new JsonArray(entries));
        }
        if (Kubeconfig.text(known, "current-context").isEmpty()) {
            merged.put("current-context", Kubeconfig.text(added, "current-context"));
        }
        return merged;
    }

    private static JsonObject apart(JsonObject known, JsonObject more) {
        JsonObject added = more.copy();
        for (JsonObject user : Kubeconfig.items(added, "users")) {
            String name = Kubeconfig.text(user, "name");
            boolean isAnother = Kubeconfig.items(known, "users").stream()
                    .anyMatch(other -> isNamed(other, name) && !other.equals(user));
            if (isAnother) {
                String own = name + "@" + host(added);
                user.put("name", own);
                Kubeconfig.items(added, "contexts")
                        .forEach(context -> context.getJsonObject("context").put("user", own));
            }
        }
        return added;
    }

    private static void refuse(String file, String list, JsonObject other) {
        String name = Kubeconfig.text(other, "name");
        boolean isOurs = switch (list) {
            case "clusters" ->
                Kubeconfig.text(other.getJsonObject("cluster", new JsonObject()), "server")
                        .endsWith("/clustergateways/%s/proxy".formatted(name));
            case "contexts" ->
                Kubeconfig.text(other.getJsonObject("context", new JsonObject()), "cluster")
                        .equals(name);
            default -> true;
        };
        if (!isOurs) {
            throw new StartFault("%s: %s %s is there and is no member's (mend: another file)"
                    .formatted(file, list.substring(0, list.length() - 1), name));
        }
    }

    private static boolean isNamed(JsonObject entry, String name) {
        return Kubeconfig.text(entry, "name").equals(name);
    }

    private static String host(JsonObject more) {
        return Kubeconfig.items(more, "clusters").stream()
                .map(entry -> URI.create(Kubeconfig.text(entry.getJsonObject("cluster"), "server"))
                        .getAuthority())
                .findFirst()
                .orElse("hub");
    }

    /**
     * Merges into a file, which is made when it is not there: at once or not at all, readable by its owner alone.
     *
     * @throws StartFault when it is no kubeconfig, or cannot be written
     */
    public static void write(String flag, Path file, JsonObject more) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            JsonObject known = Files.exists(target) ? Kubeconfig.read(flag, target) : new JsonObject();
            Path made = Files.createTempFile(
                    target.getParent(),
                    ".kubeconfig",
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(made, YamlText.write(merged("%s: %s".formatted(flag, file), known, more)));
                Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw new StartFault(
                    "%s: %s cannot be written (expected: a file in a folder of yours)".formatted(flag, file), e);
        }
    }
}
