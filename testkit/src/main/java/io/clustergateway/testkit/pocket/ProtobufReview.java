package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** The access review that kubectl sends in protobuf; the one body that no option of kubectl turns into JSON. */
final class ProtobufReview {

    static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final List<String> RESOURCE_FIELDS =
            List.of("namespace", "verb", "group", "version", "resource", "subresource", "name");
    private static final int LENGTH_DELIMITED = 2;

    private ProtobufReview() {}

    static ObjectNode read(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        byte[] magic = new byte[Math.min(MAGIC.length, body.length)];
        buffer.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw ApiFailure.badRequest("the body does not begin with the prefix of Kubernetes protobuf");
        }
        ObjectNode review = Json.object();
        fields(buffer, (field, value) -> {
            if (field == 1) {
                texts(value, List.of("apiVersion", "kind"), review);
            } else if (field == 2) {
                fields(value, (part, spec) -> readSpec(part, spec, review));
            }
        });
        return review;
    }

    private static void readSpec(int part, ByteBuffer value, ObjectNode review) {
        if (part != 2) {
            return;
        }
        ObjectNode spec = review.putObject("spec");
        fields(value, (field, attributes) -> {
            if (field == 1) {
                texts(attributes, RESOURCE_FIELDS, spec.putObject("resourceAttributes"));
            } else if (field == 2) {
                texts(attributes, List.of("path", "verb"), spec.putObject("nonResourceAttributes"));
            }
        });
    }

    private static void texts(ByteBuffer message, List<String> names, ObjectNode into) {
        fields(message, (field, value) -> {
            if (field <= names.size()) {
                into.put(
                        names.get(field - 1),
                        StandardCharsets.UTF_8.decode(value).toString());
            }
        });
    }

    private static void fields(ByteBuffer message, BiConsumer<Integer, ByteBuffer> consumer) {
        while (message.hasRemaining()) {
            int tag = varint(message);
            if ((tag & 7) == LENGTH_DELIMITED) {
                int length = varint(message);
                if (length < 0 || length > message.remaining()) {
                    throw ApiFailure.badRequest("the protobuf body is cut short");
                }
                consumer.accept(tag >>> 3, message.slice(message.position(), length));
                message.position(message.position() + length);
            } else if ((tag & 7) == 0) {
                varint(message);
            } else {
                throw ApiFailure.badRequest("the protobuf body has a field of wire type " + (tag & 7));
            }
        }
    }

    private static int varint(ByteBuffer buffer) {
        int value = 0;
        for (int shift = 0; buffer.hasRemaining() && shift < 35; shift += 7) {
            byte next = buffer.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw ApiFailure.badRequest("the protobuf body is cut short");
    }
}
