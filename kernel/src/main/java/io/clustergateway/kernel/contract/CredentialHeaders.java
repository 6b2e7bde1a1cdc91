package io.clustergateway.kernel.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names of the request headers by which a front proxy hands over identities, from the ConfigMap {@code
 * kube-system/extension-apiserver-authentication}. Names are compared without case. Whatever is named here, and whatever
 * is named by {@link #DEFAULT}, never reaches a member.
 *
 * @param users usually {@code X-Remote-User}; the first that is present and not empty counts
 * @param uids usually {@code X-Remote-Uid}
 * @param groups usually {@code X-Remote-Group}; all values of all of them count
 * @param extraPrefixes usually {@code X-Remote-Extra-}
 */
public record CredentialHeaders(
        List<String> users, List<String> uids, List<String> groups, List<String> extraPrefixes) {
    /** The names that kube-apiserver is always installed with. */
    public static final CredentialHeaders DEFAULT = new CredentialHeaders(
            List.of("x-remote-user"), List.of("x-remote-uid"), List.of("x-remote-group"), List.of("x-remote-extra-"));

    /** Copies the lists and lower-cases the names. */
    public CredentialHeaders {
        users = lower(users);
        uids = lower(uids);
        groups = lower(groups);
        extraPrefixes = lower(extraPrefixes);
    }

    /**
     * Whether a header carries an identity under these names.
     *
     * @param lowerCaseName the header's name in lower case
     */
    public boolean names(String lowerCaseName) {
        return users.contains(lowerCaseName)
                || groups.contains(lowerCaseName)
                || uids.contains(lowerCaseName)
                || extraPrefixes.stream().anyMatch(lowerCaseName::startsWith);
    }

    private static List<String> lower(List<String> names) {
        List<String> lower = new ArrayList<>(names.size());
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return List.copyOf(lower);
    }
}
