package io.clustergateway.kernel.contract;

import io.vertx.core.buffer.Buffer;

/**
 * An encoded answer.
 *
 * @param code HTTP status, 200 to 299
 * @param body never written to after it was handed over
 */
public record ResourceAnswer(int code, String contentType, Buffer body) {}
