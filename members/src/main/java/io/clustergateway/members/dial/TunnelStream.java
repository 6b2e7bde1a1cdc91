package io.clustergateway.members.dial;

import io.netty.buffer.ByteBuf;

/** A pair of byte streams with back-pressure, used on one event loop only. */
public interface TunnelStream {
    /** Sends bytes and takes them over. */
    void write(ByteBuf bytes);

    /** Whether to write no more until {@link #onWritable}. */
    boolean isFull();

    /** Called once when it is full no longer. */
    void onWritable(Runnable writable);

    /** No more bytes for now; some may still come. */
    void pause();

    /** More bytes, please. */
    void resume();

    /** Ends both directions; further calls do nothing. */
    void close();
}
