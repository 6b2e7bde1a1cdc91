package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** Which objects of a type a list, watch or deletecollection means; an empty namespace means all. */
public record Selection(ResourceType type, Predicate<JsonNode> matches) {

    /** @throws ApiFailure 400 when a selector cannot be read or names a field that is not selectable */
    public static Selection of(ResourceType type, String namespace, String labelSelector, String fieldSelector) {
        Predicate<JsonNode> inNamespace = object ->
                namespace.isEmpty() || object.at("/metadata/namespace").asText().equals(namespace);
        return new Selection(
                type,
                inNamespace.and(LabelSelector.parse(labelSelector)).and(FieldSelector.parse(type, fieldSelector)));
    }
}
