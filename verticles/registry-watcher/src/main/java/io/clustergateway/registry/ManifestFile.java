package io.clustergateway.registry;

import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** The member Secrets of one manifest file: YAML or JSON, several documents, Lists too, {@code stringData} folded in. */
final class ManifestFile {
    private final String file;
    private final String namespace;
    private final List<JsonObject> members = new ArrayList<>();

    private ManifestFile(String file, String namespace) {
        this.file = file;
        this.namespace = namespace;
    }

    /** @throws ManifestFault when any of it cannot be read, so that a half-written file has no effect */
    static List<JsonObject> read(String file, String text, String namespace) throws ManifestFault {
        ManifestFile manifest = new ManifestFile(file, namespace);
        try {
            Yaml yaml = new Yaml(new Documents());
            for (Node node : yaml.composeAll(new StringReader(text))) {
                manifest.document(Documents.object(node), node.getStartMark().getLine() + 1);
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ManifestFault(file, line, "neither YAML nor JSON (expected: manifests of Secrets)");
        } catch (RuntimeException | StackOverflowError e) {
            // The parser throws whatever a wrong tag makes it stumble over, and an alias may lead round in a circle.
            throw new ManifestFault(file, 1, "neither YAML nor JSON (expected: manifests of Secrets)");
        }
        return List.copyOf(manifest.members);
    }

    private void document(@Nullable Object document, int line) throws ManifestFault {
        if (document == null) {
            return;
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new ManifestFault(file, line, "no object (expected: a manifest with kind and metadata)");
        }
        JsonObject object = json(map);
        if ("List".equals(object.getValue("kind")) || "SecretList".equals(object.getValue("kind"))) {
            if (object.getValue("items") instanceof JsonArray items) {
                for (Object item : items) {
                    add(item, line);
                }
            }
        } else {
            add(object, line);
        }
    }

    private void add(Object item, int line) throws ManifestFault {
        if (!(item instanceof JsonObject object) || !(object.getValue("metadata") instanceof JsonObject metadata)) {
            throw new ManifestFault(file, line, "no metadata (expected: a manifest with kind and metadata)");
        }
        if (!"Secret".equals(object.getValue("kind")) || !SecretReader.isMember(object)) {
            return;
        }
        if (!(metadata.getValue("name") instanceof String)) {
            throw new ManifestFault(file, line, "no metadata.name (expected: the member's name)");
        }
        if (!namespace.equals(metadata.getValue("namespace", namespace))) {
            throw new ManifestFault(file, line, "another namespace (expected: %s, or none)".formatted(namespace));
        }
        metadata.put("namespace", namespace);
        fold(object);
        members.add(object);
    }

    private static void fold(JsonObject secret) {
        if (secret.remove("stringData") instanceof JsonObject plain) {
            JsonObject data = secret.getValue("data") instanceof JsonObject object ? object : new JsonObject();
            plain.forEach(entry -> data.put(entry.getKey(), base64(String.valueOf(entry.getValue()))));
            secret.put("data", data);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject json(Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                object.put(String.valueOf(key), value(value));
            }
        });
        return new JsonObject(object);
    }

    private static Object value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return json(map);
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(item -> array.add(value(item)));
            return array;
        }
        return value instanceof Date date ? Instant.ofEpochMilli(date.getTime()).toString() : String.valueOf(value);
    }

    /** Builds plain values of nodes, so that the line of each document is known. */
    private static final class Documents extends SafeConstructor {
        Documents() {
            super(new LoaderOptions());
        }

        static @Nullable Object object(Node node) {
            return new Documents().constructDocument(node);
        }
    }
}
