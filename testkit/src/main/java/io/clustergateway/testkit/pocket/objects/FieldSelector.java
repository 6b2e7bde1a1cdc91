package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Field selectors over the fields that a type makes selectable. */
final class FieldSelector {

    private FieldSelector() {}

    static Predicate<JsonNode> parse(ResourceType type, String selector) {
        return Stream.of(selector.split(","))
                .filter(term -> !term.isBlank())
                .map(term -> term(type, term.trim()))
                .reduce(object -> true, Predicate::and);
    }

    private static Predicate<JsonNode> term(ResourceType type, String term) {
        int equals = term.indexOf('=');
        if (equals < 1) {
            throw ApiFailure.badRequest("invalid field selector: " + term + " (expected: field=value or field!=value)");
        }
        boolean wanted = term.charAt(equals - 1) != '!';
        String label = term.substring(0, wanted ? equals : equals - 1);
        String value = term.substring(term.startsWith("==", equals) ? equals + 2 : equals + 1);
        String pointer = pointer(type, label);
        return object -> object.at(pointer).asText("").equals(value) == wanted;
    }

    private static String pointer(ResourceType type, String label) {
        if (label.equals("metadata.name") || label.equals("metadata.namespace")) {
            return "/" + label.replace('.', '/');
        }
        String pointer = type.fields().get(label);
        if (pointer == null) {
            throw ApiFailure.badRequest("field label not supported: " + label);
        }
        return pointer;
    }
}
