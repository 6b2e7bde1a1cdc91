package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Change;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import io.clustergateway.testkit.pocket.objects.Selection;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** One open watch: changes in, frames out, in order and under back-pressure. Lives on the request's context. */
final class WatchStream {

    private static final int QUEUE_LIMIT = 20_000;

    private final Context context;
    private final HttpServerResponse response;
    private final Selection selection;
    private final Rendering rendering;
    private final Deque<Buffer> queue = new ArrayDeque<>();
    private Optional<ObjectStore.Subscription> subscription = Optional.empty();
    private boolean titled;
    private long revision;

    WatchStream(Context context, HttpServerResponse response, Selection selection, Rendering rendering) {
        this.context = context;
        this.response = response;
        this.selection = selection;
        this.rendering = rendering;
    }

    /** Starts with all objects there are, then every change after. */
    void startWithState(ObjectStore store, boolean endMark) {
        open();
        synchronized (store) {
            ObjectStore.Snapshot snapshot = store.snapshot(selection.type());
            snapshot.objects().stream().filter(selection.matches()).forEach(object -> frame("ADDED", object));
            revision = snapshot.revision();
            subscribe(store);
        }
        if (endMark) {
            bookmark(true);
        }
    }

    /** Starts with the first change after {@code since}. */
    void startAfter(ObjectStore store, long since) {
        open();
        revision = since;
        try {
            subscribe(store);
        } catch (ApiFailure expired) {
            write(event("ERROR", expired.status()));
            end();
        }
    }

    private void open() {
        response.setChunked(true)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-cache, private");
        response.exceptionHandler(gone -> end());
        response.closeHandler(gone -> end());
        response.drainHandler(drained -> flush());
        response.writeHead();
    }

    private void subscribe(ObjectStore store) {
        subscription = Optional.of(
                store.subscribe(selection.type(), revision, change -> context.runOnContext(hop -> take(change))));
    }

    private void take(Change change) {
        revision = Math.max(revision, change.revision());
        boolean was = change.before().filter(selection.matches()).isPresent();
        boolean is = change.after().filter(selection.matches()).isPresent();
        if (is) {
            frame(was ? "MODIFIED" : "ADDED", change.after().orElseThrow());
        } else if (was) {
            ObjectNode last = change.before().orElseThrow().deepCopy();
            last.withObjectProperty("metadata").put("resourceVersion", Long.toString(change.revision()));
            frame("DELETED", last);
        }
    }

    /** Tells the client how far it is; the mark says that the initial state is complete. */
    void bookmark(boolean initialEventsEnd) {
        ObjectNode object = Json.object()
                .put("kind", selection.type().kind())
                .put("apiVersion", selection.type().apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (initialEventsEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        frame("BOOKMARK", object);
    }

    private void frame(String type, ObjectNode object) {
        write(event(type, rendering.one(object, !titled)));
        titled = true;
    }

    private static Buffer event(String type, ObjectNode object) {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", object);
        return Buffer.buffer(Json.bytes(event)).appendByte((byte) '\n');
    }

    private void write(Buffer frame) {
        queue.add(frame);
        if (queue.size() > QUEUE_LIMIT) {
            response.reset();
            end();
        } else {
            flush();
        }
    }

    private void flush() {
        while (!queue.isEmpty() && !response.ended() && !response.closed() && !response.writeQueueFull()) {
            response.write(queue.remove());
        }
    }

    void end() {
        subscription.ifPresent(ObjectStore.Subscription::close);
        subscription = Optional.empty();
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
