package io.clustergateway.hub;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The RBAC rule whose absence a 403 of the hub shows, so that a condition can name its mend.
 *
 * @param apiGroup empty for core
 * @param namespace of the Role; empty when it takes a ClusterRole
 */
public record MissingRule(String apiGroup, String resource, List<String> verbs, Optional<String> namespace) {
    /** Copies the verbs. */
    public MissingRule {
        verbs = List.copyOf(verbs);
    }

    /** The rule on one line of YAML, ready to be pasted below {@code rules:}. */
    public String yaml() {
        return yaml("");
    }

    /** The same for the object of this name alone; empty for all. RBAC knows no names when something is created. */
    public String yaml(String name) {
        return "- {apiGroups: [\"%s\"], resources: [\"%s\"], %sverbs: [%s]}"
                .formatted(
                        apiGroup,
                        resource,
                        name.isEmpty() ? "" : "resourceNames: [\"%s\"], ".formatted(name),
                        verbs.stream().map(verb -> '"' + verb + '"').collect(Collectors.joining(", ")));
    }

    /** One line for a condition: what to grant, and where. */
    public String mend() {
        return "grant the gateway's ServiceAccount, by a %s: %s"
                .formatted(namespace.map(ns -> "Role in namespace " + ns).orElse("ClusterRole"), yaml());
    }
}
