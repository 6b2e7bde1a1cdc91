package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A place in an object, in the elements of FieldsV1: {@code f:name} for a member, {@code k:{"name":"x"}} for a list item. */
record FieldPath(List<String> elements) {

    static final FieldPath ROOT = new FieldPath(List.of());

    FieldPath then(String element) {
        List<String> longer = new ArrayList<>(elements);
        longer.add(element);
        return new FieldPath(List.copyOf(longer));
    }

    FieldPath member(String name) {
        return then("f:" + name);
    }

    FieldPath item(String key, JsonNode value) {
        return then("k:" + Json.object().set(key, value));
    }

    boolean isItem() {
        return last().startsWith("k:");
    }

    private String last() {
        return elements.get(elements.size() - 1);
    }

    JsonNode in(JsonNode object) {
        JsonNode node = object;
        for (String element : elements) {
            node = step(node, element);
        }
        return node;
    }

    void removeFrom(ObjectNode object) {
        JsonNode parent = new FieldPath(elements.subList(0, elements.size() - 1)).in(object);
        if (parent instanceof ObjectNode holder) {
            holder.remove(last().substring(2));
        } else if (parent instanceof ArrayNode list) {
            JsonNode item = step(list, last());
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i) == item) {
                    list.remove(i);
                }
            }
        }
    }

    private static JsonNode step(JsonNode node, String element) {
        if (element.startsWith("f:")) {
            return node.path(element.substring(2));
        }
        JsonNode wanted = key(element);
        String key = wanted.fieldNames().next();
        for (JsonNode item : node) {
            if (item.path(key).equals(wanted.get(key))) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode key(String element) {
        try {
            return Json.JSON.readTree(element.substring(2));
        } catch (JsonProcessingException e) {
            throw ApiFailure.badRequest("managedFields: " + element + " (expected: k:{\"key\":value})");
        }
    }

    /** As conflicts print it: {@code .spec.containers[name="web"].image}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            if (element.startsWith("f:")) {
                text.append('.').append(element.substring(2));
            } else {
                JsonNode key = key(element);
                String name = key.fieldNames().next();
                text.append('[').append(name).append('=').append(key.get(name)).append(']');
            }
        }
        return text.toString();
    }
}
