package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come to the gateway's own port, not through the hub; identity passing is off here. */
@Timeout(120)
final class PocketDirectCallsTest {
    private static final String PROXY = PocketRig.PROXY;
    private static final String TOKEN = "alices-token";

    private static PocketRig rig;

    @BeforeAll
    static void start() {
        AccessRules rules = new AccessRules()
                .grant("alice", List.of("*"), List.of("clustergateways/proxy"))
                .grant("group:crowd", List.of("get"), List.of("clustergateways/proxy"));
        rig = new PocketRig(new PocketRig.Plan(
                PocketOptions.create("hub-ca")
                        .withAuthorizer(rules)
                        .withToken(TOKEN, User.of("alice", "team").withUid("uid-of-alice")),
                PocketOptions.create("member-ca"),
                Map.of()));
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @BeforeEach
    void forget() {
        rig.member().server().forgetRequests();
    }

    static Stream<Credential> alice() {
        return Stream.of(rig.somebody("alice", "team"), Credential.token(TOKEN));
    }

    @ParameterizedTest
    @MethodSource("alice")
    void actsAsTheCredentialUnlessAskedToPassTheCaller(Credential alice) {
        try (PocketClient client = rig.direct(alice, HttpVersion.HTTP_2)) {
            assertThat(client.get(PROXY + "/api/v1/namespaces?limit=1").status())
                    .isEqualTo(200);
            assertThat(client.get(PROXY + "/api/v1/namespaces?impersonate=true&limit=1")
                            .status())
                    .isEqualTo(200);
        }
        List<SeenRequest> seen = rig.member().server().requests();
        assertThat(seen).extracting(SeenRequest::uri).containsOnly("/api/v1/namespaces?limit=1");
        assertThat(seen.get(0).headerNames("impersonate-")).isEmpty();
        assertThat(seen.get(1).header("Impersonate-User")).containsExactly("alice");
        assertThat(seen.get(1).header("Impersonate-Group")).containsExactly("team", "system:authenticated");
        assertThat(seen.get(1).header("Impersonate-Uid")).isEmpty();
        assertThat(seen).allSatisfy(request -> {
            assertThat(request.clientName()).isEqualTo("cluster-gateway");
            assertThat(request.header("Authorization")).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void pathAndQueryArriveByteForByte(HttpVersion version) {
        List<String> targets = List.of(
                "/",
                "/api/",
                "/api/v1/namespaces/",
                "/api/v1/namespaces/default/services/https:web:/proxy/a%2Fb",
                "/a//b;v=1/c%3B",
                "/x?b=2&a=1&a=%2f&empty=&flag",
                "/x?labelSelector=a%20in%20(b,c)&z=%zz");
        try (PocketClient client = rig.direct(rig.somebody("alice"), version)) {
            targets.forEach(
                    target -> assertThat(client.get(PROXY + target).hop()).isEmpty());
            assertThat(client.get(PROXY).hop()).isEmpty();
        }
        assertThat(rig.member().server().requests())
                .extracting(SeenRequest::uri)
                .containsExactlyElementsOf(
                        Stream.concat(targets.stream(), Stream.of("/")).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../x", "/a/./b", "/a/%2e%2E/b", "/a/..", "/a%2f..%2fb", "/a%5cb", "/a%00b", "/..;a=b/c"})
    void pathsThatServersReadDifferentlyAreRefused(String path) {
        try (PocketClient client = rig.direct(rig.somebody("alice"), HttpVersion.HTTP_1_1)) {
            PocketClient.Answer answer = client.get(PROXY + path);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.hop()).isEqualTo("request");
        }
        assertThat(rig.member().server().requests()).isEmpty();
    }

    @Test
    void nobodyBecomesSomebodyByHeaders() {
        String[] claims = {
            "X-Remote-User", "admin", "X-Remote-Group", "system:masters", "Impersonate-User", "admin",
            "Impersonate-Extra-x", "y", "X-Forwarded-For", "10.0.0.1", "Cookie", "canary"
        };
        try (PocketClient alice = rig.direct(Credential.token(TOKEN), HttpVersion.HTTP_1_1)) {
            assertThat(alice.get(PROXY + "/version?impersonate=true", claims).status())
                    .isEqualTo(200);
        }
        SeenRequest seen = rig.member().server().requests().get(0);
        assertThat(seen.header("Impersonate-User")).containsExactly("alice");
        assertThat(seen.headerNames("impersonate-extra")).isEmpty();
        assertThat(seen.headerNames("x-")).isEmpty();
        assertThat(seen.header("Cookie")).isEmpty();
        try (PocketClient stranger = rig.stranger()) {
            PocketClient.Answer answer = stranger.get(PROXY + "/version", claims);
            assertThat(answer.status()).isIn(401, 403);
            assertThat(answer.body()).doesNotContain("admin");
        }
    }

    @Test
    void credentialsNobodyVouchesForAre401() {
        try (PocketClient wrongToken = rig.direct(Credential.token("wrong"), HttpVersion.HTTP_2);
                PocketClient wrongCa = rig.direct(
                        Credential.of(
                                CertificateAuthority.create("other").issueClient("admin", List.of("system:masters"))),
                        HttpVersion.HTTP_2)) {
            for (PocketClient client : List.of(wrongToken, wrongCa)) {
                PocketClient.Answer answer = client.get(PROXY + "/version");
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.hop()).isEqualTo("hub authentication");
                assertThat(answer.json().getString("reason")).isEqualTo("Unauthorized");
            }
        }
        assertThat(rig.member().server().requests()).isEmpty();
    }

    @Test
    void whoMayNotIsToldByWhomAndLearnsNoMembersName() {
        try (PocketClient bob = rig.direct(rig.somebody("bob"), HttpVersion.HTTP_2)) {
            for (String member : List.of("member", "nowhere")) {
                PocketClient.Answer answer = bob.get(PocketRig.RESOURCES + "/clustergateways/" + member + "/proxy/api");
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.hop()).isEqualTo("hub authorization");
            }
        }
        try (PocketClient alice = rig.direct(rig.somebody("alice"), HttpVersion.HTTP_2)) {
            PocketClient.Answer answer = alice.get(PocketRig.RESOURCES + "/clustergateways/nowhere/proxy/api");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.hop()).isEqualTo("registry");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void callersWithThousandsOfGroupsComeThrough(HttpVersion version) {
        List<String> groups = IntStream.range(0, 8_500)
                .mapToObj(
                        i -> "oidc:department-of-many-names:team-%04d:members-with-a-long-suffix-%04d".formatted(i, i))
                .toList();
        int asHttp2Counts = groups.stream()
                .mapToInt(group -> "X-Remote-Group".length() + group.length() + 32)
                .sum();
        assertThat(asHttp2Counts).isBetween(980_000, 1_040_000);
        try (PocketClient proxy = rig.frontProxy(version)) {
            RequestOptions request = proxy.request(HttpMethod.GET, PROXY + "/version?impersonate=true")
                    .addHeader("X-Remote-User", "popular")
                    .addHeader("X-Remote-Group", "crowd");
            groups.forEach(group -> request.addHeader("X-Remote-Group", group));
            await().atMost(Duration.ofSeconds(50))
                    .until(() -> sentAgainWhileTheHubIsSlow(proxy, request).status() == 200);
        }
        List<SeenRequest> seen = rig.member().server().requests();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).header("Impersonate-Group"))
                .hasSize(groups.size() + 2)
                .containsAll(groups);
    }

    /** On a busy machine a review of that size may take longer than the gateway waits for the hub. */
    private static PocketClient.Answer sentAgainWhileTheHubIsSlow(PocketClient client, RequestOptions request)
            throws TimeoutException {
        PocketClient.Answer answer = client.send(request, Buffer.buffer()).await(20, TimeUnit.SECONDS);
        assertThat(answer.hop()).as(answer.body()).isIn("", "hub authorization");
        assertThat(answer.status()).isIn(200, 503);
        return answer;
    }

    @Test
    void unknownPathsAreNotFound() {
        try (PocketClient admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_2)) {
            for (String path : List.of("/", "/nowhere", "/api", "/apis/other/v1", PocketRig.RESOURCES + "/others")) {
                PocketClient.Answer answer = admin.get(path);
                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.json().getString("kind")).isEqualTo("Status");
                assertThat(answer.hop()).isEqualTo("request");
            }
        }
    }

    @Test
    void healthIsForEverybodyAndMetricsAreNot() {
        try (PocketClient stranger = rig.stranger();
                PocketClient alice = rig.direct(rig.somebody("alice"), HttpVersion.HTTP_2);
                PocketClient admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_2)) {
            for (String path : List.of("/healthz", "/livez", "/readyz")) {
                assertThat(stranger.get(path).status()).isEqualTo(200);
                assertThat(stranger.get(path).body()).isEqualTo("ok");
            }
            assertThat(stranger.get("/metrics").status()).isIn(401, 403);
            PocketClient.Answer refused = alice.get("/metrics");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.hop()).isEqualTo("hub authorization");
            assertThat(refused.body()).contains("User \\\"alice\\\" cannot get path \\\"/metrics\\\"");
            admin.get(PROXY + "/version");
            assertThat(admin.get("/metrics").body())
                    .contains("ocm_proxy_proxied_requests_by_cluster_total{cluster=\"member\",code=\"200\"}");
            assertThat(new JsonObject(admin.get("/version").body()).getString("gitVersion"))
                    .isNotEmpty();
        }
    }
}
