package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The verbs that change or read single objects, under the rules of the reference server. Thread-safe. */
public final class Resources {

    private final ResourceTable table;
    private final ObjectStore store;

    public Resources(ResourceTable table, ObjectStore store) {
        this.table = table;
        this.store = store;
    }

    /** An object after a write, and whether the write made it. */
    public record Written(ObjectNode object, boolean created) {}

    /** @throws ApiFailure 404 */
    public ObjectNode get(ResourceType type, ObjectKey key) {
        return store.find(type, key).orElseThrow(() -> ApiFailure.notFound(type, key.name()));
    }

    public ObjectNode create(ResourceType type, String namespace, ObjectNode given, WriteOptions options) {
        synchronized (store) {
            ObjectNode object = given.deepCopy();
            name(type, namespace, object);
            ObjectKey key = ObjectKey.of(object);
            if (store.find(type, key).isPresent()) {
                throw ApiFailure.alreadyExists(type, key.name());
            }
            requireNamespace(type, namespace);
            stamp(type, object);
            if (object.at("/metadata/managedFields").isEmpty()) {
                ManagedFields.bookUpdate(Json.object(), object, options.manager());
            }
            Defaults.fill(type, object);
            return options.dryRun() ? object : store.write(type, object);
        }
    }

    public ObjectNode update(
            ResourceType type, ObjectKey key, String subresource, ObjectNode given, WriteOptions options) {
        String name = given.at("/metadata/name").asText();
        if (!name.equals(key.name())) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + key.name() + ")");
        }
        return change(type, key, subresource, options, live -> given.deepCopy());
    }

    public Written patch(ResourceType type, ObjectKey key, String subresource, Patch patch, WriteOptions options) {
        if (!patch.isApply()) {
            return new Written(change(type, key, subresource, options, patch::apply), false);
        }
        if (options.manager().isEmpty()) {
            throw ApiFailure.badRequest(
                    "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        }
        synchronized (store) {
            return apply(type, key, subresource, patch, options);
        }
    }

    private Written apply(ResourceType type, ObjectKey key, String subresource, Patch patch, WriteOptions options) {
        ServerSideApply apply = new ServerSideApply(type, options.manager(), patch.force());
        ObjectNode configuration = patch.configuration();
        if (store.find(type, key).isEmpty()) {
            ObjectNode fresh = apply.apply(Json.object(), configuration);
            return new Written(create(type, key.namespace(), fresh, options), true);
        }
        ObjectNode changed = store(type, key, subresource, options, live -> apply.apply(live, configuration));
        return new Written(changed, false);
    }

    /** Deletes at once, or marks for deletion when finalizers hold it; gives the object as it was last. */
    public ObjectNode delete(ResourceType type, ObjectKey key, Preconditions preconditions, boolean dryRun) {
        synchronized (store) {
            ObjectNode live = get(type, key);
            preconditions.check(type, live);
            if (dryRun) {
                return live;
            }
            if (!live.at("/metadata/finalizers").isEmpty()) {
                ObjectNode marked = live.deepCopy();
                marked.withObjectProperty("metadata").put("deletionTimestamp", Timestamps.now());
                return store.write(type, marked);
            }
            if (type.qualified().equals("namespaces")) {
                emptyNamespace(key.name());
            }
            return store.remove(type, key).orElseThrow();
        }
    }

    private void emptyNamespace(String namespace) {
        for (ResourceType type : table.types()) {
            if (type.namespaced() && type.stored()) {
                store.snapshot(type).objects().stream()
                        .map(ObjectKey::of)
                        .filter(key -> key.namespace().equals(namespace))
                        .forEach(key -> store.remove(type, key));
            }
        }
    }

    private ObjectNode change(
            ResourceType type,
            ObjectKey key,
            String subresource,
            WriteOptions options,
            UnaryOperator<ObjectNode> edit) {
        return store(type, key, subresource, options, live -> {
            ObjectNode next = edit.apply(live);
            ManagedFields.bookUpdate(live, next, options.manager());
            return next;
        });
    }

    private ObjectNode store(
            ResourceType type,
            ObjectKey key,
            String subresource,
            WriteOptions options,
            UnaryOperator<ObjectNode> edit) {
        synchronized (store) {
            ObjectNode live = get(type, key);
            ObjectNode next = edit.apply(live);
            checkVersion(type, live, next);
            next = limit(type, subresource, live, next);
            keepServersOwn(live, next);
            if (type.qualified().equals("secrets")) {
                Defaults.secret(next);
            }
            if (next.equals(live) || options.dryRun()) {
                return next;
            }
            return released(next) ? store.remove(type, key).map(gone -> live).orElse(live) : store.write(type, next);
        }
    }

    private static boolean released(JsonNode object) {
        return object.at("/metadata").has("deletionTimestamp")
                && object.at("/metadata/finalizers").isEmpty();
    }

    private static void checkVersion(ResourceType type, JsonNode live, JsonNode next) {
        for (String field : List.of("resourceVersion", "uid")) {
            String given = next.path("metadata").path(field).asText("");
            if (!given.isEmpty()
                    && !given.equals(live.path("metadata").path(field).asText())) {
                throw ApiFailure.changedMeanwhile(
                        type, live.at("/metadata/name").asText());
            }
        }
    }

    /** A write to {@code /status} changes the status only; any other leaves the status alone where there is a {@code /status}. */
    private static ObjectNode limit(ResourceType type, String subresource, ObjectNode live, ObjectNode next) {
        if (type.subresource("status").isEmpty()) {
            return next;
        }
        boolean statusOnly = subresource.equals("status");
        ObjectNode result = (statusOnly ? live : next).deepCopy();
        Optional.ofNullable((statusOnly ? next : live).get("status"))
                .ifPresentOrElse(status -> result.set("status", status), () -> result.remove("status"));
        return result;
    }

    private static void keepServersOwn(ObjectNode live, ObjectNode next) {
        ObjectNode metadata = next.withObjectProperty("metadata");
        for (String field : List.of(
                "name",
                "namespace",
                "uid",
                "creationTimestamp",
                "resourceVersion",
                "generation",
                "deletionTimestamp")) {
            Optional.ofNullable(live.get("metadata").get(field))
                    .ifPresentOrElse(value -> metadata.set(field, value), () -> metadata.remove(field));
        }
        next.set("apiVersion", live.get("apiVersion"));
        next.set("kind", live.get("kind"));
        if (!live.path("spec").equals(next.path("spec"))) {
            metadata.put("generation", live.at("/metadata/generation").asLong(1) + 1);
        }
    }

    private static void name(ResourceType type, String namespace, ObjectNode object) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        if (metadata.path("name").asText("").isEmpty() && metadata.has("generateName")) {
            metadata.put(
                    "name",
                    metadata.get("generateName").asText()
                            + UUID.randomUUID().toString().substring(0, 5));
        }
        if (metadata.path("name").asText("").isEmpty()) {
            throw ApiFailure.invalid(type, "", "metadata.name: Required value: name or generateName is required");
        }
        if (!type.namespaced()) {
            metadata.remove("namespace");
            return;
        }
        String given = metadata.path("namespace").asText(namespace);
        if (!given.equals(namespace)) {
            throw ApiFailure.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        metadata.put("namespace", namespace);
    }

    private void requireNamespace(ResourceType type, String namespace) {
        if (type.namespaced()) {
            ResourceType namespaces = table.require("v1", "Namespace");
            get(namespaces, new ObjectKey("", namespace));
        }
    }

    private static void stamp(ResourceType type, ObjectNode object) {
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Timestamps.now());
        metadata.remove("resourceVersion");
        if (object.has("spec")) {
            metadata.put("generation", 1);
        }
    }
}
