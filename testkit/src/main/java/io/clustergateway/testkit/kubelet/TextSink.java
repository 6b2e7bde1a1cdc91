package io.clustergateway.testkit.kubelet;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Hands on what comes as text, piece by piece. */
record TextSink(Consumer<String> receiver) implements SpdySink {

    @Override
    public void data(ByteBuf bytes) {
        receiver.accept(bytes.toString(StandardCharsets.UTF_8).strip());
        bytes.release();
    }

    @Override
    public void end() {}
}
