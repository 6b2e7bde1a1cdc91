package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Server-side apply in a simple form: fields belong to managers, conflicts are refused unless forced. */
final class ServerSideApply {

    private final ResourceType type;
    private final String manager;
    private final boolean force;

    ServerSideApply(ResourceType type, String manager, boolean force) {
        this.type = type;
        this.manager = manager;
        this.force = force;
    }

    /** What the object becomes; the live object is empty when there is none yet. */
    ObjectNode apply(ObjectNode live, ObjectNode configuration) {
        ObjectNode wanted = configuration.deepCopy();
        wanted.withObjectProperty("metadata").remove("managedFields");
        Set<FieldPath> fields = FieldSet.of(wanted);
        ManagedFields managed = ManagedFields.of(live);
        refuseConflicts(live, wanted, fields, managed);
        ObjectNode result = MergePatch.strategic(live, wanted);
        dropAbandoned(result, fields, managed);
        managed.hold(manager, ManagedFields.APPLY, type.apiVersion(), fields);
        managed.writeTo(result);
        return result;
    }

    private void refuseConflicts(ObjectNode live, ObjectNode wanted, Set<FieldPath> fields, ManagedFields managed) {
        List<FieldConflict> conflicts = new ArrayList<>();
        for (FieldPath field : fields) {
            if (!field.isItem() && !field.in(live).equals(field.in(wanted))) {
                managed.otherHolder(field, manager, ManagedFields.APPLY)
                        .ifPresent(holder -> conflicts.add(new FieldConflict(holder, field.toString())));
            }
        }
        if (!conflicts.isEmpty() && !force) {
            throw ApiFailure.applyConflict(type, wanted.at("/metadata/name").asText(), conflicts);
        }
        managed.release(field ->
                !field.isItem() && fields.contains(field) && !field.in(live).equals(field.in(wanted)));
    }

    private void dropAbandoned(ObjectNode result, Set<FieldPath> fields, ManagedFields managed) {
        managed.heldBy(manager, ManagedFields.APPLY).stream()
                .filter(field -> !fields.contains(field))
                .filter(field -> !managed.heldByOthers(field, manager, ManagedFields.APPLY))
                .sorted(Comparator.comparing(
                                (FieldPath field) -> field.elements().size())
                        .reversed())
                .forEach(field -> field.removeFrom(result));
    }
}
