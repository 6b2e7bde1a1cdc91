package io.clustergateway.rules.tools.cases;

/**
 * A request as people write it.
 *
 * @param verb of Kubernetes, such as {@code list}, or an HTTP method
 * @param path at the member, with a query if it has one; begins with a slash
 */
public record RequestLine(String verb, String path) {
    /** What is asked when nothing is said: the least that every member answers. */
    public static final RequestLine DEFAULT = new RequestLine("get", "/version");
}
