package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Kubernetes protobuf, read only: kubectl writes the objects of its create commands and its reviews so, and no option
 * turns that into JSON. The messages are those of {@code protobuf.yaml}; what is not listed there is left out.
 */
final class ProtobufBody {

    static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

    private static final int MAGIC = 0x6b387300;
    private static final JsonNode MESSAGES = load();

    private ProtobufBody() {}

    private static JsonNode load() {
        try (InputStream file = ProtobufBody.class.getResourceAsStream("protobuf.yaml")) {
            return Json.YAML.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode read(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        if (body.length < Integer.BYTES || buffer.getInt() != MAGIC) {
            throw ApiFailure.badRequest("the body does not begin with the prefix of Kubernetes protobuf");
        }
        Envelope envelope = new Envelope();
        new ProtobufFields(buffer).forEach(envelope::take);
        String kind = envelope.type.path("kind").asText();
        if (!MESSAGES.has(kind)) {
            throw ApiFailure.of(
                    415,
                    "UnsupportedMediaType",
                    "kind in protobuf: " + kind + " (expected: application/json, or a kind of protobuf.yaml)");
        }
        ObjectNode object = message(kind, envelope.raw);
        object.setAll(envelope.type);
        return object;
    }

    /** {@code runtime.Unknown}: the type and the bytes of the object. */
    private static final class Envelope {
        private ObjectNode type = Json.object();
        private ByteBuffer raw = ByteBuffer.allocate(0);

        private void take(int number, ProtobufFields.Value value) {
            if (number == 1) {
                type = message("TypeMeta", value.bytes());
            } else if (number == 2) {
                raw = value.bytes();
            }
        }
    }

    private static ObjectNode message(String name, ByteBuffer bytes) {
        ObjectNode object = Json.object();
        JsonNode fields = MESSAGES.path(name);
        new ProtobufFields(bytes).forEach((number, value) -> {
            JsonNode field = fields.path(Integer.toString(number));
            if (!field.isMissingNode()) {
                String[] parts = field.asText().split(" ");
                put(object, parts[0], parts[1], value);
            }
        });
        return object;
    }

    private static void put(ObjectNode object, String name, String type, ProtobufFields.Value value) {
        switch (type) {
            case "bool" -> object.put(name, value.number() != 0);
            case "int" -> {
                if (value.number() != 0) {
                    object.put(name, value.number());
                }
            }
            case "string" -> {
                if (value.bytes().hasRemaining()) {
                    object.put(name, text(value.bytes()));
                }
            }
            case "string[]" -> object.withArrayProperty(name).add(text(value.bytes()));
            case "texts", "blobs" -> putEntry(object.withObjectProperty(name), type, value.bytes());
            case "intOrString" -> putIntOrString(object, name, value.bytes());
            default -> putMessage(object, name, type, value.bytes());
        }
    }

    private static void putMessage(ObjectNode object, String name, String type, ByteBuffer bytes) {
        if (type.endsWith("[]")) {
            object.withArrayProperty(name).add(message(type.substring(0, type.length() - 2), bytes));
        } else {
            object.set(name, message(type, bytes));
        }
    }

    private static void putEntry(ObjectNode map, String type, ByteBuffer entry) {
        ByteBuffer[] pair = {ByteBuffer.allocate(0), ByteBuffer.allocate(0)};
        new ProtobufFields(entry).forEach((number, value) -> pair[number - 1] = value.bytes());
        map.put(text(pair[0]), type.equals("texts") ? text(pair[1]) : base64(pair[1]));
    }

    private static void putIntOrString(ObjectNode object, String name, ByteBuffer bytes) {
        new ProtobufFields(bytes).forEach((number, value) -> {
            if (number == 2 && value.number() != 0) {
                object.put(name, value.number());
            } else if (number == 3 && value.bytes().hasRemaining()) {
                object.put(name, text(value.bytes()));
            }
        });
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static String base64(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(bytes.duplicate()))
                .toString();
    }
}
