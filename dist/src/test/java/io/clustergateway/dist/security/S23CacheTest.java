package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.dist.PocketRig;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of a member is kept for anybody else, here or on the way to the client. */
@Timeout(60)
final class S23CacheTest {
    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.withDefaults();

    @BeforeAll
    static void start() {
        gateway.rig()
                .member()
                .server()
                .handle(
                        "/own",
                        request -> request.response()
                                .putHeader("ETag", "\"one\"")
                                .end(request.getHeader("Impersonate-User")));
        gateway.rig()
                .member()
                .server()
                .handle(
                        "/stated",
                        request -> request.response()
                                .putHeader("Cache-Control", "max-age=3, private")
                                .end("x"));
        gateway.rig()
                .member()
                .server()
                .handle(
                        "/for-everybody",
                        request -> request.response()
                                .putHeader("Cache-Control", "Public, immutable, max-age=31536000")
                                .end("x"));
        gateway.rules().grant("alice", List.of("list"), List.of("clustergateways"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void twoCallersOfOneUrlEachGetTheirOwn(String version) {
        try (PocketClient alice = gateway.alice(HttpVersion.valueOf(version));
                PocketClient bob = gateway.rig().direct(gateway.rig().somebody("bob"), HttpVersion.valueOf(version))) {
            for (int i = 0; i < 3; i++) {
                assertThat(alice.get(PROXY + "/own").body()).isEqualTo("alice");
                Answer answer = bob.get(PROXY + "/own", "If-None-Match", "\"one\"");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("bob");
                assertThat(answer.headers().getAll("Cache-Control")).containsExactly("no-cache, private");
            }
        }
        assertThat(gateway.seen()).hasSize(6);
    }

    @Test
    void whatTheMemberSaysAboutKeepingIsPassedOn() {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            assertThat(alice.get(PROXY + "/stated").headers().getAll("Cache-Control"))
                    .containsExactly("max-age=3, private");
        }
    }

    /** As kube-apiserver's /openapi/v3 is, whoever asks; through here it is what one caller got at one member. */
    @Test
    void nothingOfAMembersIsPublic() {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            assertThat(alice.get(PROXY + "/for-everybody").headers().getAll("Cache-Control"))
                    .containsExactly("private, immutable, max-age=31536000");
        }
    }

    @Test
    void onlyDocumentsThatAreTheSameForEverybodyArePublic() {
        try (PocketClient alice = gateway.alice(HttpVersion.HTTP_2)) {
            Answer gateways = alice.get(PocketRig.RESOURCES + "/clustergateways");
            assertThat(gateways.headers().get("Cache-Control")).isEqualTo("no-cache, private");
            Answer discovery = alice.get("/apis");
            assertThat(discovery.headers().get("Cache-Control")).isEqualTo("public");
            assertThat(discovery.headers().get("Vary")).containsIgnoringCase("Accept");
            Answer refused = alice.get(PocketRig.RESOURCES + "/clustergateways/member");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.headers().get("Cache-Control")).isEqualTo("no-cache, private");
        }
    }
}
