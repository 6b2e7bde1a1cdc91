package io.clustergateway.kernel.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who sent the request, as the hub vouches for it (authentication.k8s.io UserInfo).
 *
 * @param user never empty
 * @param uid empty when the authenticator gave none (hubs before 1.33 send none)
 * @param groups in the order given, {@code system:authenticated} included where it applies
 * @param extra keys lower-case and unescaped, sorted; values in order
 */
public record Caller(String user, Optional<String> uid, List<String> groups, Map<String, List<String>> extra) {
    /** The group whose members pass every authorizer (rbac.authorization.k8s.io). */
    public static final String MASTERS = "system:masters";
    /** The group of everybody who authenticated. */
    public static final String AUTHENTICATED = "system:authenticated";
    /** The group and, as {@code system:anonymous}, the user of everybody who did not. */
    public static final String UNAUTHENTICATED = "system:unauthenticated";

    /** Nobody in particular, as the reference names it. */
    public static final Caller ANONYMOUS =
            new Caller("system:anonymous", Optional.empty(), List.of(UNAUTHENTICATED), Map.of());

    /** Copies what it is given; refuses an empty user. */
    public Caller {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("user: empty (expected: a name)");
        }
        groups = List.copyOf(groups);
        TreeMap<String, List<String>> sorted = new TreeMap<>();
        extra.forEach((key, values) -> sorted.put(key, List.copyOf(values)));
        extra = Collections.unmodifiableMap(sorted);
    }

    /** Whether authorization is skipped for this caller, as in every delegating API server. */
    public boolean isMaster() {
        return groups.contains(MASTERS);
    }

    /** Whether this is nobody in particular, also when a front proxy says so. */
    public boolean isAnonymous() {
        return user.equals(ANONYMOUS.user) || groups.contains(UNAUTHENTICATED);
    }

    /** The same caller in {@code system:authenticated}; nobody in particular stays so (apiserver authentication/group). */
    public Caller authenticated() {
        if (groups.contains(AUTHENTICATED) || isAnonymous()) {
            return this;
        }
        List<String> more = new ArrayList<>(groups);
        more.add(AUTHENTICATED);
        return new Caller(user, uid, more, extra);
    }
}
