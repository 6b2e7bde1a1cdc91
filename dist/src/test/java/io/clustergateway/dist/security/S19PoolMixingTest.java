package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Callers share connections and never each other's answers; a replaced credential shares none with the one before. */
@Timeout(90)
final class S19PoolMixingTest {
    private static final int REQUESTS = 1000;
    private static final int USERS = 50;

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.with(Map.of(
            "forwarder.limits.requestsPerMember", 0,
            "forwarder.limits.requestsPerCaller", 0,
            "forwarder.limits.requests", 0,
            "forwarder.limits.adaptive", false));

    @Test
    void everybodyGetsTheirOwnAnswersWhileTheSecretIsReplaced() throws Exception {
        gateway.rules().grant("group:crowd", List.of("*"), List.of("clustergateways/proxy"));
        gateway.rig()
                .member()
                .server()
                .handle(
                        "/echo",
                        request -> request.response().end(request.getHeader("Impersonate-User") + " " + request.uri()));
        gateway.join("pooled", secret("first"));
        try (PocketClient one = gateway.rig().frontProxy(HttpVersion.HTTP_2);
                PocketClient other = gateway.rig().frontProxy(HttpVersion.HTTP_1_1)) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                if (i == REQUESTS / 3) {
                    await().until(() -> credentials().contains("Bearer first"));
                    gateway.put("pooled", secret("second"));
                }
                answers.add(ask(i % 2 == 0 ? one : other, i));
            }
            for (int i = 0; i < REQUESTS; i++) {
                Answer answer = answers.get(i).await(60, TimeUnit.SECONDS);
                assertThat(answer.body()).isEqualTo("user-" + i % USERS + " /echo?" + i);
            }
            int[] next = {REQUESTS};
            await().until(() -> {
                ask(one, next[0]++).await(20, TimeUnit.SECONDS);
                return credentials().contains("Bearer second");
            });
        }
        assertThat(credentials()).containsExactlyInAnyOrder("Bearer first", "Bearer second");
        byConnection()
                .forEach((connection, shown) -> assertThat(shown).as(connection).hasSize(1));
    }

    private static Future<Answer> ask(PocketClient client, int i) {
        RequestOptions request = client.request(HttpMethod.GET, proxy("pooled") + "/echo?" + i)
                .addHeader("X-Remote-User", "user-" + i % USERS)
                .addHeader("X-Remote-Group", "crowd");
        return client.send(request, Buffer.buffer());
    }

    private static Set<String> credentials() {
        return echoes().flatMap(seen -> seen.header("Authorization").stream()).collect(Collectors.toSet());
    }

    private static Map<String, Set<String>> byConnection() {
        return echoes().collect(Collectors.groupingBy(
                SeenRequest::connection,
                Collectors.flatMapping(seen -> seen.header("Authorization").stream(), Collectors.toSet())));
    }

    private static Stream<SeenRequest> echoes() {
        return gateway.seen().stream().filter(seen -> seen.uri().startsWith("/echo"));
    }

    private static ObjectNode secret(String token) {
        ObjectNode secret = gateway.tokenSecret();
        PocketGateway.put(secret, "token", token);
        return secret;
    }
}
