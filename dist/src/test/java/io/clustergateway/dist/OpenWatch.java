package io.clustergateway.dist;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;

/** A watch that is opened again whenever it ends. */
final class OpenWatch implements AutoCloseable, PocketClient.LineListener {
    private final StringBuffer received = new StringBuffer();
    private final AtomicLong opened = new AtomicLong();
    private final PocketClient client;
    private final String target;
    private volatile boolean open;
    private volatile boolean closed;

    OpenWatch(PocketClient client, String target) {
        this.client = client;
        this.target = target;
        client.stream(target, this);
    }

    boolean isOpen() {
        return open;
    }

    /** How often it was opened. */
    long opened() {
        return opened.get();
    }

    boolean hasSeen(String text) {
        return received.indexOf(text) >= 0;
    }

    @Override
    public void opened(int status) {
        open = status == 200;
        if (open) {
            opened.incrementAndGet();
        }
    }

    @Override
    public void received(Buffer bytes) {
        received.append(bytes);
    }

    @Override
    public void ended() {
        open = false;
        if (!closed) {
            client.stream(target, this);
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
