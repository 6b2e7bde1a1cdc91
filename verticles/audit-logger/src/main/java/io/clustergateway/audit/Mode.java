package io.clustergateway.audit;

import java.util.Arrays;
import java.util.Optional;

/** How a request and the writing of its events depend on each other, as kube-apiserver's {@code --audit-log-mode}. */
enum Mode {
    /** Not at all: events are buffered, and lost when the buffer is full. */
    BATCH("batch"),
    /** The request waits for the write; when that fails it goes on. */
    BLOCKING("blocking"),
    /** Likewise, but a request whose first event cannot be written is refused. */
    BLOCKING_STRICT("blocking-strict");

    private final String text;

    Mode(String text) {
        this.text = text;
    }

    static Optional<Mode> of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text.equals(text)).findFirst();
    }

    boolean waits() {
        return this != BATCH;
    }

    @Override
    public String toString() {
        return text;
    }
}
