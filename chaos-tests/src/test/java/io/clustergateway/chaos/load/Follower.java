package io.clustergateway.chaos.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.ToLongFunction;

/**
 * Follows one counting object as an informer does: a list, then watches from the last version on, a list again only after
 * 410. Each number must come after the one before. Lives on one context; what it tells may be asked from any thread.
 */
final class Follower {
    private static final int GONE = 410;
    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx;
    private final HttpClient client;
    private final String resources;
    private final String name;
    private final ToLongFunction<JsonObject> count;
    private final Outcomes outcomes;
    private String version = "";
    private boolean expired = true;
    private volatile long last = -1;
    private volatile int lists;
    private volatile boolean stopping;

    /** Begins; {@code count} takes the number out of the object of that name. */
    Follower(
            Vertx vertx,
            HttpClient client,
            String resources,
            String name,
            ToLongFunction<JsonObject> count,
            Outcomes outcomes) {
        this.vertx = vertx;
        this.client = client;
        this.resources = resources;
        this.name = name;
        this.count = count;
        this.outcomes = outcomes;
        vertx.runOnContext(hop -> go());
    }

    long last() {
        return last;
    }

    int lists() {
        return lists;
    }

    void stop() {
        stopping = true;
        client.close();
    }

    private void go() {
        if (stopping) {
            return;
        }
        Future<Void> step = expired ? list() : watch();
        step.onComplete(over -> vertx.setTimer(PAUSE_MILLIS, due -> go()));
    }

    private Future<Void> list() {
        return client.request(HttpMethod.GET, resources)
                .compose(HttpClientRequest::send)
                .expecting(response -> response.statusCode() == 200)
                .compose(HttpClientResponse::body)
                .onSuccess(body -> {
                    JsonObject list = body.toJsonObject();
                    for (Object item : list.getJsonArray("items")) {
                        JsonObject object = (JsonObject) item;
                        if (name.equals(object.getJsonObject("metadata").getString("name"))) {
                            last = count.applyAsLong(object);
                        }
                    }
                    version = list.getJsonObject("metadata").getString("resourceVersion");
                    expired = false;
                    lists++;
                })
                .mapEmpty();
    }

    private Future<Void> watch() {
        return client.request(
                        HttpMethod.GET, resources + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + version)
                .compose(HttpClientRequest::send)
                .compose(response -> {
                    if (response.statusCode() != 200) {
                        expired = response.statusCode() == GONE;
                        return response.body().mapEmpty();
                    }
                    Promise<Void> over = Promise.promise();
                    response.handler(RecordParser.newDelimited("\n", line -> take(line.toJsonObject())));
                    response.exceptionHandler(over::tryFail);
                    response.endHandler(ended -> over.tryComplete());
                    return over.future();
                });
    }

    private void take(JsonObject event) {
        JsonObject object = event.getJsonObject("object");
        if ("ERROR".equals(event.getString("type"))) {
            expired |= object.getInteger("code", 0) == GONE;
            return;
        }
        JsonObject metadata = object.getJsonObject("metadata");
        version = metadata.getString("resourceVersion");
        if ("BOOKMARK".equals(event.getString("type")) || !name.equals(metadata.getString("name"))) {
            return;
        }
        long now = count.applyAsLong(object);
        if (now != last && now != last + 1) {
            outcomes.fault("watch of %s: %d came after %d".formatted(resources, now, last));
        }
        last = now;
    }
}
