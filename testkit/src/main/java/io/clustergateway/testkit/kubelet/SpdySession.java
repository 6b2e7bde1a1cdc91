package io.clustergateway.testkit.kubelet;

/** What the streams of one connection are for. Called on the connection's event loop. */
interface SpdySession {

    /** The far side opened a stream; its bytes wait until {@link SpdyStream#pipeTo} names a sink. */
    void opened(SpdyStream stream);

    /** The connection takes bytes again, or for now no more. */
    void writabilityChanged(boolean writable);

    /** The connection is gone. */
    void closed();
}
