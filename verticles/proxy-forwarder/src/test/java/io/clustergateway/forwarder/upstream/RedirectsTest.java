package io.clustergateway.forwarder.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pod behind a member says of where to go on is its own word. */
@Timeout(60)
final class RedirectsTest {
    private static final String PAGE = "/api/v1/namespaces/n/services/page/proxy/";

    @RegisterExtension
    private final Clients clients = new Clients();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile String location = "";
    private HttpMember member;
    private Front front;

    @BeforeEach
    void start() {
        member = new HttpMember(clients.vertx(), true, this::answer);
        front = Front.admitting(clients.vertx(), Front.cluster(member.port()));
    }

    @AfterEach
    void stop() {
        front.close();
        member.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../kube-system/secrets",
                "/api/v1/namespaces/kube-system/secrets/x",
                "https://127.0.0.1:PORT/api/v1/secrets",
                "/api/v1/namespaces/n/services/other/proxy/",
                "/api/v1/namespaces/n/services/page/proxy/..%2f..%2fother/proxy/",
                "/api/v1/watch",
                "/metrics"
            })
    void leadNowhereButToWhatWasReviewed(String to) {
        location = to;
        clients.refused(front, HttpVersion.HTTP_2, HttpMethod.GET, PAGE, 502, "MemberRedirected", null);
        assertThat(seen).containsExactly(PAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/n/services/page/proxy, /api/v1/namespaces/n/services/page/proxy/",
        "/api/v1/namespaces/n/services/page/proxy/a/, ../b?c=d",
        "/openapi/v3/apis/g/v1?hash=old, /openapi/v3/apis/g/v1?hash=new",
        "/logs, /logs/"
    })
    void areFollowedWithinIt(String from, String to) {
        location = to;
        assertThat(clients.body(HttpVersion.HTTP_2, front, HttpMethod.GET, from))
                .isEqualTo("arrived");
        assertThat(seen).hasSize(2);
    }

    private void answer(HttpServerRequest request) {
        seen.add(request.uri());
        if (seen.size() > 1) {
            request.response().end("arrived");
        } else {
            String to = location.replace("PORT", Integer.toString(member.port()));
            request.response().setStatusCode(302).putHeader("location", to).end();
        }
    }
}
