package io.clustergateway.rules;

/**
 * What is asked of the member, in the words of a SubjectAccessReview. Empty strings mean absent, as there.
 *
 * @param verb {@code get}, {@code list}, {@code create} …, the lower-case HTTP method for a path that is no resource
 * @param path as the member sees it, without the query; begins with a slash
 */
public record RequestFacts(
        String verb,
        String apiGroup,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {}
