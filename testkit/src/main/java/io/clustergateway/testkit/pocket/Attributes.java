package io.clustergateway.testkit.pocket;

/**
 * What is asked for, in the words of a SubjectAccessReview. Empty texts mean none; {@code path} is set for requests that
 * name no resource, and then the other fields but {@code verb} are empty.
 */
public record Attributes(
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {

    static Attributes path(String verb, String path) {
        return new Attributes(verb, "", "", "", "", "", "", path);
    }

    /** {@code pods} or {@code pods/log}. */
    public String qualifiedResource() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }

    String refusal(User user) {
        if (!path.isEmpty()) {
            return "User \"" + user.name() + "\" cannot " + verb + " path \"" + path + "\"";
        }
        String scope = namespace.isEmpty() ? " at the cluster scope" : " in the namespace \"" + namespace + "\"";
        return "User \"" + user.name() + "\" cannot " + verb + " resource \"" + qualifiedResource()
                + "\" in API group \"" + group + "\"" + scope;
    }
}
