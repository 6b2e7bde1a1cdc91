package io.clustergateway.kernel.contract;

import io.vertx.core.buffer.Buffer;

/**
 * A read or update of the subresource {@code clustergateways/health}, authorized already.
 *
 * @param request verb {@code get} or {@code update}, name, query and what the client accepts
 * @param contentType of the body, empty for none
 * @param body of an update, never written to after it was handed over; empty for a read
 */
public record HealthQuestion(ResourceQuestion request, String contentType, Buffer body) {}
