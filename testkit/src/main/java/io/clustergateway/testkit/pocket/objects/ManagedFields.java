package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who holds which field of one object: {@code metadata.managedFields}, read, changed and written back. */
final class ManagedFields {

    static final String APPLY = "Apply";
    static final String UPDATE = "Update";

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String manager, String operation, String apiVersion, String time, Set<FieldPath> fields) {
        boolean is(String otherManager, String otherOperation) {
            return manager.equals(otherManager) && operation.equals(otherOperation);
        }
    }

    static ManagedFields of(JsonNode object) {
        ManagedFields managed = new ManagedFields();
        for (JsonNode entry : object.at("/metadata/managedFields")) {
            managed.entries.add(new Entry(
                    entry.path("manager").asText(),
                    entry.path("operation").asText(),
                    entry.path("apiVersion").asText(),
                    entry.path("time").asText(),
                    FieldSet.fromFieldsV1(entry.path("fieldsV1"))));
        }
        return managed;
    }

    Set<FieldPath> heldBy(String manager, String operation) {
        return entries.stream()
                .filter(entry -> entry.is(manager, operation))
                .findFirst()
                .map(Entry::fields)
                .orElse(Set.of());
    }

    boolean heldByOthers(FieldPath field, String manager, String operation) {
        return entries.stream().anyMatch(entry -> !entry.is(manager, operation) && entry.fields.contains(field));
    }

    Optional<String> otherHolder(FieldPath field, String manager, String operation) {
        return entries.stream()
                .filter(entry -> !entry.is(manager, operation) && entry.fields.contains(field))
                .map(Entry::manager)
                .findFirst();
    }

    /** Takes every field of {@code which} out of everybody's hands. */
    void release(Predicate<FieldPath> which) {
        entries.forEach(entry -> entry.fields.removeIf(which));
    }

    /** From now on {@code manager} holds exactly {@code fields} by {@code operation}. */
    void hold(String manager, String operation, String apiVersion, Set<FieldPath> fields) {
        Entry entry = new Entry(manager, operation, apiVersion, Timestamps.now(), new LinkedHashSet<>(fields));
        for (int i = 0; i < entries.size(); i++) {
            Entry present = entries.get(i);
            if (present.is(manager, operation)) {
                if (!present.fields.equals(fields)) {
                    entries.set(i, entry);
                }
                return;
            }
        }
        entries.add(entry);
    }

    void writeTo(ObjectNode object) {
        ArrayNode list = object.withObjectProperty("metadata").putArray("managedFields");
        for (Entry entry : entries) {
            if (!entry.fields.isEmpty()) {
                list.addObject()
                        .put("manager", entry.manager)
                        .put("operation", entry.operation)
                        .put("apiVersion", entry.apiVersion)
                        .put("time", entry.time)
                        .put("fieldsType", "FieldsV1")
                        .set("fieldsV1", FieldSet.toFieldsV1(entry.fields));
            }
        }
    }

    /** Books the difference between two states of an object on {@code manager}, as a plain write does. */
    static void bookUpdate(ObjectNode before, ObjectNode after, String manager) {
        ManagedFields managed = of(after.at("/metadata/managedFields").isEmpty() ? before : after);
        Set<FieldPath> present = FieldSet.of(after);
        Set<FieldPath> changed = new LinkedHashSet<>(present);
        changed.removeIf(field -> field.isItem() && !field.in(before).isMissingNode()
                || field.in(before).equals(field.in(after)));
        Set<FieldPath> own = new LinkedHashSet<>(managed.heldBy(manager, UPDATE));
        managed.release(field -> changed.contains(field) || field.in(after).isMissingNode());
        own.addAll(changed);
        own.retainAll(present);
        managed.hold(manager, UPDATE, after.path("apiVersion").asText(), own);
        managed.writeTo(after);
    }
}
