package io.clustergateway.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Carries a hub identity over to a member unchanged but for what has no meaning there: the hub's uid, which the member
 * does not know and which needs a right of its own to impersonate, and the extras {@code authentication.kubernetes.io/*}
 * (credential-id, pod and node), which describe the hub's tokens and pods and make every ServiceAccount fail with 403
 * at a member whose RBAC does not name each of them (TremoloSecurity/kube-oidc-proxy#71).
 */
public final class IdentityPassing {
    private static final String HUB_BOUND = "authentication.kubernetes.io/";

    private IdentityPassing() {}

    /** The identity at the member. */
    public static Identity atMember(Identity hub) {
        Map<String, List<String>> extra = new TreeMap<>(hub.extra());
        extra.keySet().removeIf(key -> key.startsWith(HUB_BOUND));
        return new Identity(hub.user(), Optional.empty(), hub.groups(), extra);
    }
}
