package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a pocket API server is set up.
 *
 * @param authority signs the serving certificate and is the client CA
 * @param tokens static bearer tokens
 * @param impersonators who may impersonate
 * @param anonymous whether requests without any credential reach the authorizer rather than a 401
 * @param historyLimit changes remembered for watches; older resourceVersions get 410
 */
public record PocketOptions(
        CertificateAuthority authority,
        Map<String, User> tokens,
        Authorizer authorizer,
        Predicate<User> impersonators,
        boolean anonymous,
        int historyLimit) {

    private static final int HISTORY = 20_000;

    /** Names and addresses in every serving certificate. */
    static final List<String> SERVER_NAMES = List.of("localhost", "127.0.0.1", "::1", "kubernetes.default.svc");

    public PocketOptions {
        tokens = Map.copyOf(tokens);
    }

    /** No tokens, everything allowed, {@code system:masters} may impersonate, no anonymous requests. */
    public static PocketOptions create(String name) {
        return new PocketOptions(
                CertificateAuthority.create(name),
                Map.of(),
                Authorizer.ALLOW_ALL,
                user -> user.groups().contains(User.MASTERS),
                false,
                HISTORY);
    }

    public PocketOptions withToken(String token, User user) {
        Map<String, User> more = new LinkedHashMap<>(tokens);
        more.put(token, user);
        return new PocketOptions(authority, more, authorizer, impersonators, anonymous, historyLimit);
    }

    public PocketOptions withAuthorizer(Authorizer newAuthorizer) {
        return new PocketOptions(authority, tokens, newAuthorizer, impersonators, anonymous, historyLimit);
    }

    /** Besides {@code system:masters}, these users may impersonate. */
    public PocketOptions withImpersonators(Set<String> users) {
        Predicate<User> more = impersonators.or(user -> users.contains(user.name()));
        return new PocketOptions(authority, tokens, authorizer, more, anonymous, historyLimit);
    }

    public PocketOptions withAnonymous() {
        return new PocketOptions(authority, tokens, authorizer, impersonators, true, historyLimit);
    }

    public PocketOptions withHistoryLimit(int limit) {
        return new PocketOptions(authority, tokens, authorizer, impersonators, anonymous, limit);
    }

    @Override
    public String toString() {
        return "PocketOptions[authority=" + authority + ", tokens=" + tokens.size() + ", anonymous=" + anonymous + "]";
    }
}
