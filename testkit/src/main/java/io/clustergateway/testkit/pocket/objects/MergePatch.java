package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Predicate;

/** RFC 7396, and its strategic form in which keyed lists are merged item by item. */
final class MergePatch {

    private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";

    private final boolean strategic;

    private MergePatch(boolean strategic) {
        this.strategic = strategic;
    }

    static ObjectNode plain(ObjectNode target, ObjectNode patch) {
        return new MergePatch(false).merge(target.deepCopy(), patch);
    }

    static ObjectNode strategic(ObjectNode target, ObjectNode patch) {
        return new MergePatch(true).merge(target.deepCopy(), patch);
    }

    private ObjectNode merge(ObjectNode target, ObjectNode patch) {
        if (strategic && patch.path("$patch").asText().equals("replace")) {
            ObjectNode whole = patch.deepCopy();
            whole.remove("$patch");
            return whole;
        }
        patch.properties().forEach(entry -> mergeField(target, entry));
        return target;
    }

    private void mergeField(ObjectNode target, Map.Entry<String, JsonNode> entry) {
        String field = entry.getKey();
        JsonNode value = entry.getValue();
        if (strategic && field.startsWith("$")) {
            directive(target, field, value);
        } else if (value.isNull() || value.path("$patch").asText().equals("delete")) {
            target.remove(field);
        } else if (value instanceof ObjectNode object) {
            ObjectNode into = target.get(field) instanceof ObjectNode present ? present : Json.object();
            target.set(field, merge(into, object));
        } else if (strategic && value instanceof ArrayNode items) {
            target.set(field, mergeList(field, target.path(field), items));
        } else {
            target.set(field, value.deepCopy());
        }
    }

    private static void directive(ObjectNode target, String directive, JsonNode values) {
        if (directive.startsWith(DELETE_ITEMS)
                && target.get(directive.substring(DELETE_ITEMS.length())) instanceof ArrayNode list) {
            values.forEach(value -> removeItem(list, item -> item.equals(value)));
        }
    }

    private JsonNode mergeList(String field, JsonNode present, ArrayNode items) {
        if (field.equals("finalizers") && present instanceof ArrayNode set) {
            items.forEach(item -> addOnce(set, item));
            return set;
        }
        return ListKeys.of(field, items)
                .filter(key -> present instanceof ArrayNode)
                .map(key -> mergeKeyed((ArrayNode) present, items, key))
                .orElseGet(() -> withoutDirectives(items));
    }

    private JsonNode mergeKeyed(ArrayNode list, ArrayNode items, String key) {
        for (JsonNode item : items) {
            int at = indexOf(list, key, item.get(key));
            if (item.path("$patch").asText().equals("delete")) {
                removeItem(list, each -> each.path(key).equals(item.get(key)));
            } else if (at < 0) {
                list.add(item.deepCopy());
            } else {
                list.set(at, merge((ObjectNode) list.get(at), (ObjectNode) item));
            }
        }
        return list;
    }

    private static ArrayNode withoutDirectives(ArrayNode items) {
        ArrayNode copy = items.deepCopy();
        removeItem(copy, item -> item.has("$patch"));
        return copy;
    }

    private static void addOnce(ArrayNode set, JsonNode value) {
        for (JsonNode item : set) {
            if (item.equals(value)) {
                return;
            }
        }
        set.add(value);
    }

    private static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static void removeItem(ArrayNode list, Predicate<JsonNode> which) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (which.test(list.get(i))) {
                list.remove(i);
            }
        }
    }
}
