package io.clustergateway.kernel.contract;

/**
 * A read of the gateway's own resources, authorized already.
 *
 * @param verb {@code get} or {@code list}
 * @param name object name, empty for a list
 * @param query as received, without the question mark, undecoded; empty for none
 * @param accept the Accept header, empty for none
 * @param userAgent browsers and curl get indented JSON, as from kube-apiserver
 */
public record ResourceQuestion(String verb, String name, String query, String accept, String userAgent) {}
