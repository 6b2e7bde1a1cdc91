package io.clustergateway.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an identity that no rule spells out is carried over to a member: {@code spec.impersonation}.
 *
 * @param dropSystemGroups leaves out {@code system:masters}, {@code system:nodes} and {@code system:kube-*}
 * @param hubIdentityPrefix put before user and groups, but not before {@code system:authenticated} and {@code
 *     system:unauthenticated}, whose meaning is the member's own; empty for none
 * @param forwardUid whether the hub's uid goes along; the member's RBAC must let it be impersonated
 * @param forwardExtra keys, or beginnings of keys followed by {@code *}; a key below {@code authentication.kubernetes.io/}
 *     only counts as meant when the entry begins so too
 */
public record PassingPolicy(
        boolean dropSystemGroups, String hubIdentityPrefix, boolean forwardUid, List<String> forwardExtra) {
    /** What the Go program does, but for the extras that describe the hub's own tokens and pods. */
    public static final PassingPolicy DEFAULT = new PassingPolicy(false, "", false, List.of("*"));

    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";
    private static final String ANONYMOUS = "system:anonymous";

    /**
     * Extras of this kind (credential-id, pod and node) describe the hub's tokens and pods, and make every ServiceAccount
     * fail with 403 at a member whose RBAC does not name each of them (TremoloSecurity/kube-oidc-proxy#71).
     */
    private static final String HUB_BOUND = "authentication.kubernetes.io/";

    /** Copies the list. */
    public PassingPolicy {
        forwardExtra = List.copyOf(forwardExtra);
    }

    /** Whether a group means rights that come from the hub's own control plane: what {@link #dropSystemGroups} drops. */
    public static boolean isSystemGroup(String group) {
        return group.equals("system:masters") || group.equals("system:nodes") || group.startsWith("system:kube-");
    }

    /** The caller's own identity as it goes to a member. */
    public Identity carry(Identity hub) {
        Identity carried = new Identity(
                hubIdentityPrefix + hub.user(),
                forwardUid ? hub.uid() : Optional.empty(),
                kept(prefixed(kept(hub.groups()))),
                forwarded(hub.extra()));
        return keepingUnauthenticated(hub, carried);
    }

    /**
     * A computed or answered identity as it goes to a member: without system groups where the policy says so, and never
     * without {@code system:unauthenticated} for a caller who is that, unless it is said to be authenticated outright.
     *
     * @param caller who asked
     */
    public Identity finish(Identity caller, Identity computed) {
        Identity finished = new Identity(computed.user(), computed.uid(), kept(computed.groups()), computed.extra());
        return keepingUnauthenticated(caller, finished);
    }

    private List<String> kept(List<String> groups) {
        if (!dropSystemGroups) {
            return groups;
        }
        List<String> kept = new ArrayList<>(groups);
        kept.removeIf(PassingPolicy::isSystemGroup);
        return kept;
    }

    private List<String> prefixed(List<String> groups) {
        if (hubIdentityPrefix.isEmpty()) {
            return groups;
        }
        List<String> prefixed = new ArrayList<>(groups);
        prefixed.replaceAll(group ->
                group.equals(AUTHENTICATED) || group.equals(UNAUTHENTICATED) ? group : hubIdentityPrefix + group);
        return prefixed;
    }

    private Map<String, List<String>> forwarded(Map<String, List<String>> extra) {
        if (extra.isEmpty()) {
            return extra;
        }
        Map<String, List<String>> forwarded = new HashMap<>(extra);
        forwarded.keySet().removeIf(key -> !isForwarded(key));
        return forwarded;
    }

    private boolean isForwarded(String key) {
        return forwardExtra.stream().anyMatch(entry -> covers(entry, key));
    }

    private static boolean covers(String entry, String key) {
        if (key.startsWith(HUB_BOUND) && !entry.startsWith(HUB_BOUND)) {
            return false;
        }
        return entry.endsWith("*") ? key.startsWith(entry.substring(0, entry.length() - 1)) : key.equals(entry);
    }

    /** A member takes whoever is in neither group for authenticated. */
    private static Identity keepingUnauthenticated(Identity caller, Identity result) {
        boolean isUnauthenticated =
                caller.user().equals(ANONYMOUS) || caller.groups().contains(UNAUTHENTICATED);
        if (!isUnauthenticated
                || result.groups().contains(UNAUTHENTICATED)
                || result.groups().contains(AUTHENTICATED)) {
            return result;
        }
        List<String> groups = new ArrayList<>(result.groups());
        groups.add(UNAUTHENTICATED);
        return new Identity(result.user(), result.uid(), groups, result.extra());
    }
}
