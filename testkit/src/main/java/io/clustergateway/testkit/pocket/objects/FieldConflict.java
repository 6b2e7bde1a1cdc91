package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A field that another manager holds with another value. */
record FieldConflict(String manager, String field) {

    static String sentence(List<FieldConflict> conflicts) {
        return conflicts.stream()
                .map(conflict -> "conflict with \"" + conflict.manager + "\": " + conflict.field)
                .collect(Collectors.joining(", "));
    }

    ObjectNode cause() {
        return Json.object()
                .put("reason", "FieldManagerConflict")
                .put("message", "conflict with \"" + manager + "\"")
                .put("field", field);
    }
}
