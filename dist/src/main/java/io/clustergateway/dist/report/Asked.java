package io.clustergateway.dist.report;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The hub, asked by the caller's own credential. Blocks: for plain threads, never for an event loop. */
public final class Asked {
    private final HubApi api;
    private final Duration limit;

    /** @param limit for one request */
    public Asked(HubApi api, Duration limit) {
        this.api = api;
        this.limit = limit;
    }

    /** @throws HubFault when it says no, or nothing */
    public JsonObject get(String path) {
        return api.get(path, limit).await();
    }

    /** @throws HubFault when it says no, or nothing */
    public JsonObject post(String path, JsonObject body) {
        return api.post(path, body, limit).await();
    }

    /** The same without waiting. */
    public Future<JsonObject> getting(String path) {
        return api.get(path, limit);
    }

    /** All at once, answers in their order. @throws HubFault the first one */
    public List<JsonObject> post(String path, List<JsonObject> bodies) {
        List<Future<JsonObject>> answers =
                bodies.stream().map(body -> api.post(path, body, limit)).toList();
        return Future.all(answers).map(all -> all.<JsonObject>list()).await();
    }

    /** Empty when it is not there. @throws HubFault for any other no */
    public Optional<JsonObject> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (HubFault fault) {
            if (fault.code() == 404) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /** What is there as far as the caller may see it. */
    public Optional<JsonObject> glimpse(String path) {
        try {
            return find(path);
        } catch (HubFault unseen) {
            return Optional.empty();
        }
    }
}
