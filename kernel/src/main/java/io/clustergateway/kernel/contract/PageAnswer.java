package io.clustergateway.kernel.contract;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * A part of the status page.
 *
 * @param code HTTP status, below 400
 * @param headers all there are, names in lower case
 * @param body never written to after it was handed over
 */
public record PageAnswer(int code, Map<String, String> headers, Buffer body) {
    /** Copies the headers. */
    public PageAnswer {
        headers = Map.copyOf(headers);
    }
}
