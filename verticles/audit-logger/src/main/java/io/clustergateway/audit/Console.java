package io.clustergateway.audit;

import io.vertx.core.json.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The standard output, unbuffered, because System.out keeps its faults to itself. */
final class Console implements Backend {
    private final FileOutputStream out;

    Console() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    Console(FileOutputStream out) {
        this.out = out;
    }

    @Override
    public String plugin() {
        return "log";
    }

    @Override
    public String target() {
        return "the standard output";
    }

    @Override
    public void open(CountDownLatch closing) {}

    @Override
    public void write(List<JsonObject> events) throws IOException {
        out.write(EventJson.lines(events).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {}
}
