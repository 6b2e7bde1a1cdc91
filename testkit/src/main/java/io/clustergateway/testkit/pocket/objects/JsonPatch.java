package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** RFC 6902. */
final class JsonPatch {

    private final JsonNode operations;
    private JsonNode document;

    private JsonPatch(JsonNode operations, JsonNode document) {
        this.operations = operations;
        this.document = document;
    }

    static ObjectNode apply(JsonNode operations, ObjectNode target) {
        JsonPatch patch = new JsonPatch(operations, target.deepCopy());
        patch.operations.forEach(patch::perform);
        if (patch.document instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the patch leaves no object behind");
    }

    private void perform(JsonNode operation) {
        String path = operation.path("path").asText();
        switch (operation.path("op").asText()) {
            case "add" -> add(path, operation.path("value"));
            case "remove" -> remove(path);
            case "replace" -> replace(path, operation.path("value"));
            case "move" -> add(path, remove(operation.path("from").asText()));
            case "copy" -> add(path, require(operation.path("from").asText()).deepCopy());
            case "test" -> test(path, operation.path("value"));
            default ->
                throw ApiFailure.badRequest(
                        "op: " + operation.path("op") + " (expected: add, remove, replace, move, copy or test)");
        }
    }

    private void add(String path, JsonNode value) {
        if (path.isEmpty()) {
            document = value;
            return;
        }
        JsonPointer pointer = JsonPointer.compile(path);
        JsonNode parent = document.at(pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array && last.equals("-")) {
            array.add(value);
        } else if (parent instanceof ArrayNode array) {
            array.insert(index(array, pointer, array.size()), value);
        } else {
            throw missing(path);
        }
    }

    private JsonNode remove(String path) {
        JsonNode removed = require(path);
        JsonPointer pointer = JsonPointer.compile(path);
        JsonNode parent = document.at(pointer.head());
        if (parent instanceof ObjectNode object) {
            object.remove(pointer.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(array, pointer, array.size() - 1));
        }
        return removed;
    }

    private void replace(String path, JsonNode value) {
        require(path);
        JsonPointer pointer = JsonPointer.compile(path);
        if (!path.isEmpty() && document.at(pointer.head()) instanceof ArrayNode array) {
            array.set(index(array, pointer, array.size() - 1), value);
        } else {
            add(path, value);
        }
    }

    private void test(String path, JsonNode value) {
        if (!document.at(path).equals(value)) {
            throw ApiFailure.of(
                    422,
                    "Invalid",
                    "the server rejected our request due to an error in our request: testing value " + path
                            + " failed");
        }
    }

    private JsonNode require(String path) {
        JsonNode node = document.at(path);
        if (node.isMissingNode()) {
            throw missing(path);
        }
        return node;
    }

    private static int index(ArrayNode array, JsonPointer pointer, int limit) {
        int index = pointer.last().getMatchingIndex();
        if (index < 0 || index > limit) {
            throw missing(pointer.toString());
        }
        return index;
    }

    private static ApiFailure missing(String path) {
        return ApiFailure.of(422, "Invalid", "the patch names a path that is not there: " + path);
    }
}
