package io.clustergateway.kernel.ops;

/**
 * An answer of an operations endpoint.
 *
 * @param code HTTP status
 */
public record OpsAnswer(int code, String contentType, String body) {}
