package io.clustergateway.forwarder.upstream;

import java.util.OptionalLong;

/** How long each step of one request takes. */
final class Stopwatch {
    private final long startedAt = System.nanoTime();
    private long askedAt;
    private long connectedAt;
    private long sentAt;
    private long answeredAt;
    private OptionalLong latency = OptionalLong.empty();

    /** The member is asked; once more, and the time to a connection runs on from the first. */
    void asked() {
        askedAt = askedAt == 0 ? System.nanoTime() : askedAt;
        connectedAt = 0;
        answeredAt = 0;
    }

    /** There is a connection. */
    void connected() {
        connectedAt = System.nanoTime();
    }

    /** The request goes out by it. */
    void sent() {
        sentAt = System.nanoTime();
    }

    /** The answer's head is here; after an upload that says nothing of the member's speed. */
    void answered(boolean afterUpload) {
        answeredAt = System.nanoTime();
        if (sentAt != 0 && !afterUpload) {
            latency = OptionalLong.of(answeredAt - sentAt);
        }
    }

    /** Reading of {@link System#nanoTime} when the request was handed over. */
    long startedAt() {
        return startedAt;
    }

    Times times() {
        return new Times(between(askedAt, connectedAt), between(connectedAt, answeredAt));
    }

    /** From sending it to the head of the answer. */
    OptionalLong latency() {
        return latency;
    }

    private static OptionalLong between(long from, long to) {
        return from == 0 || to == 0 ? OptionalLong.empty() : OptionalLong.of(to - from);
    }
}
