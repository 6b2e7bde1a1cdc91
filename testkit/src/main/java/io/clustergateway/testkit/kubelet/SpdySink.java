package io.clustergateway.testkit.kubelet;

import io.netty.buffer.ByteBuf;

/** Where the bytes of a stream go. Called on the connection's event loop. */
interface SpdySink {

    /** The buffer is the sink's to release. */
    void data(ByteBuf bytes);

    /** The far side sends no more: half close, reset or a lost connection. Called once. */
    void end();
}
