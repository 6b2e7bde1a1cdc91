package io.clustergateway.testkit.pocket.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;

/** JSON and YAML to trees and back. */
public final class Json {

    public static final ObjectMapper JSON = new ObjectMapper();
    public static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private Json() {}

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The object in a YAML or JSON text; for texts written by us, so a fault is the programmer's. */
    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not YAML: " + text, e);
        }
    }

    /** The object in a request body. */
    public static ObjectNode parse(byte[] body, ObjectMapper mapper) {
        try {
            if (mapper.readTree(body) instanceof ObjectNode object) {
                return object;
            }
            throw ApiFailure.badRequest("the body is not an object (expected: one API object)");
        } catch (IOException e) {
            throw ApiFailure.badRequest("the body of the request could not be parsed: " + e.getMessage());
        }
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] prettyBytes(JsonNode node) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
