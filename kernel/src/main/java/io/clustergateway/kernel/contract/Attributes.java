package io.clustergateway.kernel.contract;

/** What a request wants to do, in the words of a SubjectAccessReview. Empty strings mean absent, as there. */
public sealed interface Attributes {
    /** The verb: {@code get}, {@code list}, {@code create} … for resources, the lower-case HTTP method otherwise. */
    String verb();

    /**
     * A request about an API resource (authorization.k8s.io ResourceAttributes).
     *
     * @param fieldSelector as in the query, undecoded into requirements; sent with reviews to hubs that know it
     * @param labelSelector likewise
     */
    record Resource(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String fieldSelector,
            String labelSelector)
            implements Attributes {
        /** A cluster-scoped request without selectors. */
        public static Resource clusterScoped(
                String verb, String group, String version, String resource, String subresource, String name) {
            return new Resource(verb, group, version, resource, subresource, "", name, "", "");
        }

        /** The same request under another verb. */
        public Resource withVerb(String other) {
            return new Resource(
                    other, group, version, resource, subresource, namespace, name, fieldSelector, labelSelector);
        }
    }

    /** A request about a path that is no API resource (NonResourceAttributes). */
    record NonResource(String verb, String path) implements Attributes {}
}
