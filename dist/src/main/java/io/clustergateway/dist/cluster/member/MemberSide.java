package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.ServerFault;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A member's API by one way to it. Blocks; every method throws {@link ServerFault} when the member says no. */
public interface MemberSide {
    /** Sends one request and reads the JSON of the answer. */
    JsonObject send(String method, String path, String contentType, Optional<JsonObject> body);

    /** GETs; empty when it is not there. */
    default Optional<JsonObject> find(String path) {
        try {
            return Optional.of(send("GET", path, "", Optional.empty()));
        } catch (ServerFault fault) {
            if (fault.code() == 404) {
                return Optional.empty();
            }
            throw fault;
        }
    }

    /** POSTs. */
    default JsonObject post(String path, JsonObject body) {
        return send("POST", path, "application/json", Optional.of(body));
    }

    /** Replaces. */
    default JsonObject put(String path, JsonObject body) {
        return send("PUT", path, "application/json", Optional.of(body));
    }

    /**
     * DELETEs.
     *
     * @return false when it was not there
     */
    default boolean delete(String path) {
        try {
            send("DELETE", path, "application/json", Optional.of(new JsonObject()));
            return true;
        } catch (ServerFault fault) {
            if (fault.code() == 404) {
                return false;
            }
            throw fault;
        }
    }
}
