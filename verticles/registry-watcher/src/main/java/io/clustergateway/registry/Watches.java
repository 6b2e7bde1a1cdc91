package io.clustergateway.registry;

import io.clustergateway.kernel.Outflow;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.registry.serving.Watching;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All watches of our resources. Used on its verticle's context only. */
final class Watches {
    /** As long as kube-apiserver waits for a version that is still to come. */
    private static final long PATIENCE_MILLIS = 3_000;

    private final Vertx vertx;
    private final Watching watching;
    private final Set<OpenWatch> open = new LinkedHashSet<>();
    private final Set<Waiting> waiting = new LinkedHashSet<>();

    Watches(Vertx vertx, Watching watching) {
        this.vertx = vertx;
        this.watching = watching;
    }

    /** Opens one; fails when the question is not answered, or asks for a version that does not come. */
    Future<Void> open(WatchQuestion question, Outflow<Buffer> out) {
        Watching.Asked asked = watching.ask(question);
        if (!asked.isAhead()) {
            begin(asked, out);
            return Future.succeededFuture();
        }
        Waiting ahead = new Waiting(asked, out, Promise.promise());
        waiting.add(ahead);
        long patience = vertx.setTimer(PATIENCE_MILLIS, late -> ahead.begun().tryFail(asked.tooFarAhead()));
        return ahead.begun().future().onComplete(begun -> {
            vertx.cancelTimer(patience);
            waiting.remove(ahead);
        });
    }

    /** There is more to tell. */
    void changed() {
        for (Waiting ahead : List.copyOf(waiting)) {
            if (!ahead.asked().isAhead()) {
                begin(ahead.asked(), ahead.out());
                ahead.begun().tryComplete();
            }
        }
        List.copyOf(open).forEach(OpenWatch::tell);
    }

    /** Ends all that are open; their clients come again and find out where they are. */
    void end() {
        List.copyOf(open).forEach(OpenWatch::end);
    }

    private void begin(Watching.Asked asked, Outflow<Buffer> out) {
        OpenWatch watch = new OpenWatch(vertx, asked.begin(), out, this::ended);
        open.add(watch);
        watch.start(asked.limit());
    }

    private void ended(OpenWatch watch) {
        open.remove(watch);
        if (open.isEmpty()) {
            watching.idle();
        }
    }

    private record Waiting(Watching.Asked asked, Outflow<Buffer> out, Promise<Void> begun) {}
}
