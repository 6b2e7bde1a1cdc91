package io.clustergateway.registry.serving;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a list goes on: the version it began at, and the last name it has told. Opaque to clients.
 *
 * @param start name after which to go on
 */
record Continue(String version, String start) {
    private static final String FORMAT = "cluster.core.oam.dev/v1";

    String token() {
        String json = new JsonObject()
                .put("v", FORMAT)
                .put("rv", version)
                .put("start", start)
                .encode();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Failure 400 when the token is none of ours */
    static Continue parse(String token) {
        try {
            JsonObject json = new JsonObject(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
            if (FORMAT.equals(json.getValue("v"))
                    && json.getValue("rv") instanceof String version
                    && json.getValue("start") instanceof String start) {
                return new Continue(version, start);
            }
        } catch (IllegalArgumentException | DecodeException e) {
            throw invalid();
        }
        throw invalid();
    }

    /** 410 in the reference's words: the list has to begin anew. */
    static Failure expired() {
        return Failure.of(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result."
                        + " You must start a new list without the continue parameter.",
                Hop.REGISTRY);
    }

    private static Failure invalid() {
        return Failure.badRequest("continue key is not valid: it is no token of a list of this gateway");
    }
}
