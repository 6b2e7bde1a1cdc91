package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.pocket.Credential;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is somebody's only when the hub says so outright, without an error and for our audience. */
@Timeout(60)
final class S25TokenReviewTest {
    private static final String USER = "\"user\":{\"username\":\"alice\",\"groups\":[\"system:masters\"]}";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.with(Map.of("authentication.audiences", "gateway"));

    /** The token of a request is the status that the hub answers with. */
    @BeforeAll
    static void answerWithTheToken() {
        gateway.rig().hub().server().handle("/apis/authentication.k8s.io/v1/tokenreviews", S25TokenReviewTest::answer);
    }

    private static void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String token = body.toJsonObject().getJsonObject("spec").getString("token");
            String status = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            request.response()
                    .setStatusCode(201)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\"" + status + "}");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"status\":{\"authenticated\":false," + USER + ",\"audiences\":[\"gateway\"]}",
                ",\"status\":{" + USER + ",\"audiences\":[\"gateway\"]}",
                ",\"status\":{\"authenticated\":\"true\"," + USER + ",\"audiences\":[\"gateway\"]}",
                ",\"status\":{\"authenticated\":1," + USER + ",\"audiences\":[\"gateway\"]}",
                ",\"status\":{\"authenticated\":true,\"error\":\"expired\"," + USER + ",\"audiences\":[\"gateway\"]}",
                ",\"status\":{\"authenticated\":true," + USER + "}",
                ",\"status\":{\"authenticated\":true," + USER + ",\"audiences\":[]}",
                ",\"status\":{\"authenticated\":true," + USER + ",\"audiences\":[\"another\"]}",
                ",\"status\":{\"authenticated\":true,\"user\":{\"username\":\"\"},\"audiences\":[\"gateway\"]}",
                ",\"status\":{\"authenticated\":true,\"audiences\":[\"gateway\"]}",
                ",\"status\":{}",
                ",\"status\":null",
                ""
            })
    void anythingLessIsNobody(String status) {
        Answer answer = ask(status);
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(gateway.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {",\"status\":[]", ",\"status\":\"authenticated\"", ",\"status\":{\"authenticated\":true", "}}"})
    void nonsenseIsNobodyEither(String status) {
        assertThat(ask(status).status()).isIn(401, 503);
        assertThat(gateway.seen()).isEmpty();
    }

    @Test
    void aTokenForOurAudienceIsItsHolders() {
        assertThat(ask(",\"status\":{\"authenticated\":true," + USER + ",\"audiences\":[\"other\",\"gateway\"]}")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.seen().get(0).header("Impersonate-User")).containsExactly("alice");
    }

    private static Answer ask(String status) {
        String token = Base64.getEncoder().encodeToString(status.getBytes(StandardCharsets.UTF_8));
        try (PocketClient client =
                gateway.rig().direct(Credential.token(token.isEmpty() ? "IA==" : token), HttpVersion.HTTP_2)) {
            return client.get(PROXY + "/version");
        }
    }
}
