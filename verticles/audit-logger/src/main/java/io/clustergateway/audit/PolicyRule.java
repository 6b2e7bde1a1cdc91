package io.clustergateway.audit;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of a Policy (audit.k8s.io/v1 PolicyRule); an empty list matches whatever it is about.
 *
 * @param audited false for level None
 * @param resources with namespaces: matches resource requests only
 * @param urls nonResourceURLs; matches other requests only
 * @param omitted those of the whole policy included
 */
record PolicyRule(
        boolean audited,
        List<String> users,
        List<String> groups,
        List<String> verbs,
        List<Resources> resources,
        List<String> namespaces,
        List<String> urls,
        Set<AuditStage> omitted) {
    /**
     * Resources of one API group.
     *
     * @param resources {@code pods}, {@code pods/log}, {@code pods/*}, {@code *}{@code /scale} or {@code *}; empty for all
     */
    record Resources(String group, List<String> resources, List<String> names) {
        boolean match(Attributes.Resource request) {
            return group.equals(request.group())
                    && (resources.isEmpty()
                            || resources.stream().anyMatch(pattern -> isMatch(pattern, request))
                                    && (names.isEmpty() || names.contains(request.name())));
        }

        private static boolean isMatch(String pattern, Attributes.Resource request) {
            String subresource = request.subresource();
            String whole = subresource.isEmpty() ? request.resource() : request.resource() + "/" + subresource;
            return pattern.equals("*")
                    || pattern.equals(whole)
                    || !subresource.isEmpty() && pattern.equals("*/" + subresource)
                    || pattern.equals(request.resource() + "/*");
        }
    }

    boolean matches(Optional<Caller> caller, Attributes request) {
        return (users.isEmpty() || caller.filter(c -> users.contains(c.user())).isPresent())
                && (groups.isEmpty()
                        || caller.filter(c -> c.groups().stream().anyMatch(groups::contains))
                                .isPresent())
                && (verbs.isEmpty() || verbs.contains(request.verb()))
                && isAbout(request);
    }

    private boolean isAbout(Attributes request) {
        if (!resources.isEmpty() || !namespaces.isEmpty()) {
            return request instanceof Attributes.Resource resource
                    && (namespaces.isEmpty() || namespaces.contains(resource.namespace()))
                    && (resources.isEmpty() || resources.stream().anyMatch(some -> some.match(resource)));
        }
        return urls.isEmpty()
                || request instanceof Attributes.NonResource path
                        && urls.stream().anyMatch(url -> isMatch(url, path.path()));
    }

    private static boolean isMatch(String url, String path) {
        return url.endsWith("*") ? path.startsWith(url.substring(0, url.length() - 1)) : url.equals(path);
    }
}
