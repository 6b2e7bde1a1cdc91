package io.clustergateway.testkit.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.testkit.junit.PocketMemberExtension;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.junit5.VertxExtension;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
final class RecordAndScriptTest {

    @RegisterExtension
    static final PocketMemberExtension member = PocketMemberExtension.named("alpha");

    @BeforeEach
    void forget() {
        member.server().forgetRequests();
    }

    @Test
    void recordsWhatItSawByteForByte(Vertx vertx) {
        Caller admin = Caller.of(vertx, member.server(), member.server().admin(), HttpVersion.HTTP_1_1);

        admin.call(
                HttpMethod.POST,
                "/api/v1/namespaces/default/secrets?x=%2F&a=;b",
                "not json",
                "X-Two",
                "1",
                "x-one",
                "2",
                "X-Two",
                "3");

        SeenRequest seen = member.server().requests().get(0);
        assertThat(seen.uri()).isEqualTo("/api/v1/namespaces/default/secrets?x=%2F&a=;b");
        assertThat(seen.headers())
                .extracting(header -> header.getKey() + "=" + header.getValue())
                .containsSubsequence("X-Two=1", "x-one=2");
        assertThat(seen.header("x-two")).containsExactly("1", "3");
        assertThat(seen.bodyText()).isEqualTo("not json");
        assertThat(seen.clientName()).isEqualTo("admin");
        assertThat(seen.http2()).isFalse();
    }

    @Test
    void tellsConnectionsApart(Vertx vertx) {
        Caller one = Caller.of(vertx, member.server(), member.server().admin());
        Caller other = Caller.of(vertx, member.server(), member.server().admin());

        one.get("/version");
        one.get("/version");
        other.get("/version");

        List<SeenRequest> seen = member.server().requests();
        assertThat(seen).allMatch(SeenRequest::http2);
        assertThat(seen.get(0).connection()).isEqualTo(seen.get(1).connection());
        assertThat(seen.get(2).connection()).isNotEqualTo(seen.get(0).connection());
    }

    @Test
    void letsATestScriptAnswers(Vertx vertx) {
        Caller admin = Caller.of(vertx, member.server(), member.server().admin());
        member.server()
                .handle(
                        "/odd/",
                        request -> request.response().setStatusCode(418).end("teapot"));

        assertThat(admin.get("/odd/a//b").code()).isEqualTo(418);
        member.server().unhandle("/odd/");
        assertThat(admin.get("/odd/a").code()).isEqualTo(404);
    }

    @Test
    void delaysAnswers(Vertx vertx) {
        Caller admin = Caller.of(vertx, member.server(), member.server().admin());
        member.server().delayAnswers(Duration.ofMillis(300));
        try {
            long start = System.nanoTime();
            assertThat(admin.post("/api/v1/namespaces", "{\"metadata\":{\"generateName\":\"slow-\"}}")
                            .code())
                    .isEqualTo(201);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
        } finally {
            member.server().delayAnswers(Duration.ZERO);
        }
    }

    @Test
    void hasNothingToSayOfAClientThatLeavesWhileItWaits(Vertx vertx) throws Exception {
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(faults::add);
        PocketApiServer waiting = PocketMember.create(vertx, "waiting")
                .start()
                .await(20, TimeUnit.SECONDS)
                .server();
        waiting.delayAnswers(Duration.ofMillis(300));
        Caller admin = Caller.of(vertx, waiting, waiting.admin());

        admin.leave("/api/v1/namespaces", () -> waiting.requests().size() == 1);

        assertThat(admin.get("/api/v1/namespaces").code()).isEqualTo(200);
        assertThat(faults).isEmpty();
    }

    @Test
    void comesBackOnTheSamePortWithItsObjects(Vertx vertx) throws Exception {
        int port = member.server().port();
        member.server().stop().await(20, TimeUnit.SECONDS);
        Caller admin = Caller.of(vertx, member.server(), member.server().admin());
        assertThatThrownBy(() -> admin.get("/version")).isInstanceOf(ConnectException.class);

        member.server().start().await(20, TimeUnit.SECONDS);

        assertThat(member.server().port()).isEqualTo(port);
        assertThat(admin.get("/api/v1/namespaces/default/pods/web").code()).isEqualTo(200);
    }

    @Test
    void givesTheSecretByWhichAHubKnowsIt() {
        var secret = member.member().tokenSecret("vela-system");

        assertThat(secret.at("/metadata/labels")
                        .path("cluster.core.oam.dev/cluster-credential-type")
                        .asText())
                .isEqualTo("ServiceAccountToken");
        assertThat(secret.path("data").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("endpoint", "ca.crt", "token");
        assertThat(member.member().certificateSecret("vela-system").path("data").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("endpoint", "ca.crt", "tls.crt", "tls.key");
    }
}
