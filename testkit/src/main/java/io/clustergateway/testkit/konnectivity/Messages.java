package io.clustergateway.testkit.konnectivity;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;

/** The messages of client.proto as protobuf itself reads and writes them, without generated code. */
public final class Messages {
    static final int DIAL_REQ = 0;
    static final int DIAL_RSP = 1;
    static final int CLOSE_REQ = 2;
    static final int CLOSE_RSP = 3;
    static final int DATA = 4;
    static final int DIAL_CLS = 5;

    private static final FileDescriptor FILE = file();

    private Messages() {}

    static DynamicMessage read(byte[] bytes) {
        return packet(bytes).orElseThrow(() -> new IllegalArgumentException("no packet"));
    }

    /** A Packet as protobuf reads it; empty when it does not. */
    public static Optional<DynamicMessage> packet(byte[] bytes) {
        try {
            return Optional.of(DynamicMessage.parseFrom(type("Packet"), bytes));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** Its type, a number. */
    public static int packetType(DynamicMessage packet) {
        return (Integer) field(packet, "type");
    }

    /** The message in this field of a packet. */
    public static DynamicMessage payload(DynamicMessage packet, String name) {
        return (DynamicMessage) field(packet, name);
    }

    /** The value of a field. */
    public static Object field(DynamicMessage message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    /** A packet with one payload, whose fields are names and values in turn. */
    static byte[] packet(int type, String payload, Object... fields) {
        FieldDescriptor carrier = type("Packet").findFieldByName(payload);
        DynamicMessage.Builder inner = DynamicMessage.newBuilder(carrier.getMessageType());
        for (int i = 0; i < fields.length; i += 2) {
            inner.setField(carrier.getMessageType().findFieldByName((String) fields[i]), fields[i + 1]);
        }
        return DynamicMessage.newBuilder(type("Packet"))
                .setField(type("Packet").findFieldByName("type"), type)
                .setField(carrier, inner.build())
                .build()
                .toByteArray();
    }

    private static Descriptor type(String name) {
        return FILE.findMessageTypeByName(name);
    }

    private static FileDescriptor file() {
        FileDescriptorProto proto = FileDescriptorProto.newBuilder()
                .setName("client.proto")
                .setSyntax("proto3")
                .addMessageType(message("DialRequest", text("protocol", 1), text("address", 2), number("random", 3)))
                .addMessageType(message("DialResponse", text("error", 1), number("connectID", 2), number("random", 3)))
                .addMessageType(message("CloseRequest", number("connectID", 1)))
                .addMessageType(message("CloseResponse", text("error", 1), number("connectID", 2)))
                .addMessageType(message("CloseDial", number("random", 1)))
                .addMessageType(
                        message("Data", number("connectID", 1), text("error", 2), scalar("data", 3, Type.TYPE_BYTES)))
                .addMessageType(message(
                        "Packet",
                        scalar("type", 1, Type.TYPE_INT32),
                        carrier("dialRequest", 2, "DialRequest"),
                        carrier("dialResponse", 3, "DialResponse"),
                        carrier("data", 4, "Data"),
                        carrier("closeRequest", 5, "CloseRequest"),
                        carrier("closeResponse", 6, "CloseResponse"),
                        carrier("closeDial", 7, "CloseDial")))
                .build();
        try {
            return FileDescriptor.buildFrom(proto, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DescriptorProto message(String name, FieldDescriptorProto... fields) {
        return DescriptorProto.newBuilder()
                .setName(name)
                .addAllField(List.of(fields))
                .build();
    }

    private static FieldDescriptorProto text(String name, int number) {
        return scalar(name, number, Type.TYPE_STRING);
    }

    private static FieldDescriptorProto number(String name, int number) {
        return scalar(name, number, Type.TYPE_INT64);
    }

    private static FieldDescriptorProto scalar(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .build();
    }

    private static FieldDescriptorProto carrier(String name, int number, String type) {
        return scalar(name, number, Type.TYPE_MESSAGE).toBuilder()
                .setTypeName("." + type)
                .build();
    }
}
