package io.clustergateway.registry.serving;

import io.vertx.core.json.JsonObject;

/**
 * A column of a Table (meta.k8s.io TableColumnDefinition).
 *
 * @param priority 0 is always shown, more only in wide output
 */
record Column(String name, String type, String format, String description, int priority) {
    static Column text(String name, String description, int priority) {
        return new Column(name, "string", "", description, priority);
    }

    static Column name(String description) {
        return new Column("Name", "string", "name", description, 0);
    }

    JsonObject json() {
        return new JsonObject()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }
}
