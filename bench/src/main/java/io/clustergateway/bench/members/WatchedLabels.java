package io.clustergateway.bench.members;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An open watch, of which each piece is looked through for a label's value. */
final class WatchedLabels {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    WatchedLabels(Caller caller, String path) throws Exception {
        caller.get(path, 300_000)
                .onSuccess(answer -> answer.handler((Buffer bytes) -> received.add(bytes.toString())))
                .await();
    }

    void await(String value) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\"" + value + "\"") < 0) {
            String more = received.poll(10, TimeUnit.SECONDS);
            if (more == null) {
                throw new IllegalStateException("the watch told nothing of " + value + " in 10 s");
            }
            text.append(more);
        }
    }
}
