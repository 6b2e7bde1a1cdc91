package io.clustergateway.testkit.pocket;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A list of grants in the manner of RBAC, changeable while the server runs; {@code system:masters} may do everything. */
public final class AccessRules implements Authorizer {

    private static final String ANY = "*";

    private final List<Grant> grants = new CopyOnWriteArrayList<>();

    /**
     * One grant.
     *
     * @param subject a user's name, or {@code group:NAME}
     * @param resources {@code pods}, {@code pods/log}, {@code *}; the API group is not looked at
     * @param names names of objects; empty means all
     * @param namespaces empty means all, and cluster-wide requests too
     */
    public record Grant(
            String subject, List<String> verbs, List<String> resources, List<String> names, List<String> namespaces) {

        private boolean covers(User user, Attributes asked) {
            return concerns(user)
                    && among(verbs, asked.verb())
                    && among(resources, asked.qualifiedResource())
                    && (names.isEmpty() || names.contains(asked.name()))
                    && (namespaces.isEmpty() || namespaces.contains(asked.namespace()));
        }

        private boolean concerns(User user) {
            return subject.equals(user.name())
                    || subject.startsWith("group:") && user.groups().contains(subject.substring("group:".length()));
        }

        private static boolean among(List<String> allowed, String asked) {
            return allowed.contains(ANY) || allowed.contains(asked);
        }
    }

    public AccessRules grant(Grant grant) {
        grants.add(grant);
        return this;
    }

    /** Grants {@code subject} these verbs on these resources, everywhere. */
    public AccessRules grant(String subject, List<String> verbs, List<String> resources) {
        return grant(new Grant(subject, verbs, resources, List.of(), List.of()));
    }

    public void revokeAll(String subject) {
        grants.removeIf(grant -> grant.subject().equals(subject));
    }

    @Override
    public boolean allows(User user, Attributes asked) {
        return user.groups().contains(User.MASTERS) || grants.stream().anyMatch(grant -> grant.covers(user, asked));
    }
}
