package io.clustergateway.kernel;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes a message by reference and refuses the wire: this bus never leaves its JVM. */
final class LocalCodec implements MessageCodec<Object, Object> {
    static final String NAME = "io.clustergateway.local";

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new IllegalStateException("messages of this bus never leave the process");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("messages of this bus never come from outside the process");
    }
}
