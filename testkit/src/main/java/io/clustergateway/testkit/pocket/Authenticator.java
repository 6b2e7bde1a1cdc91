package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** Client certificates first, then static bearer tokens, then nobody. */
final class Authenticator {

    private static final String BEARER = "Bearer ";

    private final ClientCertificates certificates;
    private final Map<String, User> tokens;

    Authenticator(ClientCertificates certificates, Map<String, User> tokens) {
        this.certificates = certificates;
        this.tokens = tokens;
    }

    /** @throws ApiFailure 401 when a token is shown that is not known */
    User authenticate(HttpServerRequest request) {
        return ClientCertificates.shown(request)
                .flatMap(certificates::user)
                .or(() -> byToken(request))
                .map(User::authenticated)
                .orElse(User.ANONYMOUS);
    }

    private Optional<User> byToken(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return Optional.empty();
        }
        return Optional.of(user(authorization.substring(BEARER.length())).orElseThrow(ApiFailure::unauthorized));
    }

    Optional<User> user(String token) {
        return Optional.ofNullable(tokens.get(token.trim()));
    }
}
