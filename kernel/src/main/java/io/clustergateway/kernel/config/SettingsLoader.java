package io.clustergateway.kernel.config;

import io.clustergateway.kernel.StartFault;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads the YAML file, if there is one, and lays the flags over it. */
public final class SettingsLoader {
    private SettingsLoader() {}

    /**
     * Loads once.
     *
     * @param file YAML of the configuration tree
     * @param flags value by full key path ({@code serving.securePort}); they win over the file
     * @return the merged tree, or a {@link StartFault} that names the file and the fault in it
     */
    public static Future<JsonObject> load(Vertx vertx, Optional<Path> file, Map<String, Object> flags) {
        return file.map(path -> fromFile(vertx, path))
                .orElseGet(() -> Future.succeededFuture(new JsonObject()))
                .map(tree -> overlay(tree, flags));
    }

    private static Future<JsonObject> fromFile(Vertx vertx, Path file) {
        if (!Files.isReadable(file)) {
            return Future.failedFuture(
                    new StartFault("--config: %s cannot be read (expected: a YAML file)".formatted(file)));
        }
        ConfigStoreOptions store = new ConfigStoreOptions()
                .setType("file")
                .setFormat("yaml")
                .setConfig(new JsonObject().put("path", file.toAbsolutePath().toString()));
        ConfigRetriever retriever = ConfigRetriever.create(vertx, new ConfigRetrieverOptions().addStore(store));
        return retriever
                .getConfig()
                .recover(error ->
                        Future.failedFuture(new StartFault("--config: %s: %s".formatted(file, oneLine(error)), error)))
                .eventually(retriever::close);
    }

    private static JsonObject overlay(JsonObject tree, Map<String, Object> flags) {
        flags.forEach((path, value) -> {
            JsonObject at = tree;
            String[] keys = path.split("\\.");
            for (int i = 0; i < keys.length - 1; i++) {
                at = child(at, keys[i]);
            }
            at.put(keys[keys.length - 1], value);
        });
        return tree;
    }

    private static JsonObject child(JsonObject parent, String key) {
        if (!(parent.getValue(key) instanceof JsonObject)) {
            parent.put(key, new JsonObject());
        }
        return parent.getJsonObject(key);
    }

    private static String oneLine(Throwable error) {
        return String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
    }
}
