package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.RawHttp;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is authorized is what is sent, and no path leads out of an endpoint's prefix. */
@Timeout(60)
final class S14TraversalTest {
    private static final String PREFIX = "/k8s/clusters/c-1";

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.with(Map.of("forwarder.authorizeProxySubpath", true));

    private static RawMember member;

    @BeforeAll
    static void start() throws Exception {
        member = gateway.join("raw", request -> RawMember.ok("{}"), PREFIX);
        gateway.rules().grant("alice", List.of("*"), List.of("*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../c-2/api",
                "/..",
                "/a/../../c-2",
                "/./api",
                "/%2e%2e/c-2/api",
                "/%2E./c-2",
                "/.%2e/c-2",
                "/a%2f..%2f..%2fc-2",
                "/%252e%252e/c-2",
                "/%25252e%25252e/c-2",
                "/..;x=y/c-2",
                "/%2e%2e;/c-2",
                "/..\\c-2",
                "/..%5cc-2",
                "/a%5cb",
                "/a%00b",
                "/a\tb",
                "/a%zzb",
                "/a#b",
                "/api/v1/namespaces/team/secrets?fieldSelector=metadata.name%3Dmine,%zz",
                "/api/v1/namespaces/team/secrets?fieldSelector=metadata.name%3Dmine;limit=1"
            })
    void whatServersReadDifferentlyIsRefused(String path) throws Exception {
        for (String protocol : List.of("", "Connection: Upgrade\r\nUpgrade: websocket\r\n")) {
            member.forget();
            try (RawHttp raw = gateway.raw()) {
                assertThat(ask(raw, path, protocol)).isEqualTo(400);
            }
            assertThat(member.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/namespaces/default/services/https:web:/proxy/a%2Fb",
                "/a%2Fb",
                "/a//b",
                "//c-2/api",
                "/a;b=c/d",
                "/...",
                "/a/..b/c..",
                "/a%20b",
                "/apis/apps/v1/namespaces/x/deployments/y"
            })
    void whatIsPlainIsAuthorizedAndSentAsItCame(String path) throws Exception {
        for (String protocol : List.of("", "Connection: Upgrade\r\nUpgrade: websocket\r\n")) {
            member.forget();
            gateway.rig().hub().server().forgetRequests();
            String query = "?once=" + System.nanoTime();
            try (RawHttp raw = gateway.raw()) {
                assertThat(ask(raw, path + query, protocol)).isEqualTo(200);
            }
            assertThat(member.requests()).hasSize(1);
            assertThat(member.requests().get(0).split(" ")[1]).isEqualTo(PREFIX + path + query);
        }
        isWhatTheHubWasAskedAbout(path);
    }

    /** An answer the gateway still has is not asked for again; of a path that is new here there is none. */
    private static void isWhatTheHubWasAskedAbout(String path) {
        String decoded = URLDecoder.decode(path, StandardCharsets.UTF_8);
        List<String> asked = gateway.rig().hub().server().requests().stream()
                .filter(request -> request.uri().contains("subjectaccessreviews"))
                .map(SeenRequest::bodyText)
                .map(body -> new JsonObject(body).getJsonObject("spec"))
                .map(S14TraversalTest::subject)
                .toList();
        if (!asked.isEmpty()) {
            assertThat(asked).anyMatch(subject -> subject.equals(decoded) || isResourceIn(subject, decoded));
        }
    }

    private static String subject(JsonObject spec) {
        JsonObject path = spec.getJsonObject("nonResourceAttributes");
        if (path != null) {
            return path.getString("path");
        }
        JsonObject resource = spec.getJsonObject("resourceAttributes");
        return resource.getString("resource") + "/" + resource.getString("name", "");
    }

    private static boolean isResourceIn(String subject, String path) {
        return !subject.startsWith("clustergateways/") && path.contains("/" + subject);
    }

    private static int ask(RawHttp raw, String path, String protocol) throws Exception {
        raw.send(
                "GET " + proxy("raw") + path + " HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER + protocol + "\r\n",
                new byte[0]);
        return raw.read(false).status();
    }
}
