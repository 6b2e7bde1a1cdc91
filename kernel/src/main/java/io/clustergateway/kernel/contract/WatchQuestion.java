package io.clustergateway.kernel.contract;

/**
 * A watch of one of the gateway's own resources, authorized already.
 *
 * @param resource plural name
 * @param query as received, without the question mark, undecoded; empty for none
 * @param accept the Accept header, empty for none
 */
public record WatchQuestion(String resource, String query, String accept) {}
