package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.Change;
import io.clustergateway.testkit.pocket.objects.ObjectKey;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.Consumer;

/** One answer to {@code GET pods/NAME/log}; a followed one ends with the pod. */
final class LogStream {

    private final ObjectKey pod;
    private final PodLogs logs;
    private final HttpServerResponse response;
    private final boolean timestamps;

    LogStream(ObjectKey pod, PodLogs logs, Exchange exchange) {
        this.pod = pod;
        this.logs = logs;
        this.response = exchange.request().response();
        this.timestamps = exchange.flag("timestamps");
    }

    void open() {
        response.setChunked(true).putHeader("Content-Type", "text/plain");
        response.writeHead();
    }

    void printOnce(long tail) {
        open();
        print(logs.lines(pod), tail);
        response.end();
    }

    void follow(Context context, long tail, ObjectStore store, ResourceType pods) {
        open();
        Consumer<PodLogs.Line> follower = line -> context.runOnContext(hop -> print(line));
        print(logs.follow(pod, follower), tail);
        var subscription = store.subscribe(pods, store.revision(), change -> {
            if (ends(change)) {
                context.runOnContext(hop -> end());
            }
        });
        response.endHandler(ended -> {
            logs.leave(pod, follower);
            subscription.close();
        });
    }

    private boolean ends(Change change) {
        return change.after().isEmpty()
                && change.before().map(ObjectKey::of).filter(pod::equals).isPresent();
    }

    private void print(List<PodLogs.Line> lines, long tail) {
        lines.stream().skip(Math.max(0, lines.size() - tail)).forEach(this::print);
    }

    private void print(PodLogs.Line line) {
        if (!response.ended() && !response.closed()) {
            response.write(line.print(timestamps));
        }
    }

    private void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
