package io.clustergateway.testkit.real;

import io.vertx.core.json.JsonObject;

/** What an API server answered: HTTP status and body. */
public record ApiAnswer(String request, int status, String body) {

    public JsonObject json() {
        return new JsonObject(body);
    }

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /**
     * Itself, for chaining.
     *
     * @throws IllegalStateException with the body, when the status is not 2xx
     */
    public ApiAnswer expectSuccess() {
        if (!isSuccess()) {
            throw new IllegalStateException(request + " answered " + status + " (expected: 2xx): " + body);
        }
        return this;
    }
}
