package io.clustergateway.dist.cluster.kubeconfig;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A kubeconfig that others' entries are written into. */
public final class KubeconfigFile {
    private KubeconfigFile() {}

    /** Entries of {@code more} over those of the same name; everything else stays, the current context too. */
    static JsonObject merged(JsonObject known, JsonObject more) {
        JsonObject merged = known.copy();
        for (String key : List.of("apiVersion", "kind")) {
            merged.put(key, more.getString(key));
        }
        for (String list : List.of("clusters", "users", "contexts")) {
            List<JsonObject> entries = new ArrayList<>(Kubeconfig.items(merged, list));
            for (JsonObject entry : Kubeconfig.items(more, list)) {
                String name = Kubeconfig.text(entry, "name");
                entries.removeIf(other -> Kubeconfig.text(other, "name").equals(name));
                entries.add(entry);
            }
            merged.put(list, new JsonArray(entries));
        }
        if (Kubeconfig.text(known, "current-context").isEmpty()) {
            merged.put("current-context", Kubeconfig.text(more, "current-context"));
        }
        return merged;
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
                Files.writeString(made, YamlText.write(merged(known, more)));
                Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw new StartFault("%s: %s cannot be written (expected: a file in a folder of yours)".formatted(flag, file), e);
        }
    }
}
