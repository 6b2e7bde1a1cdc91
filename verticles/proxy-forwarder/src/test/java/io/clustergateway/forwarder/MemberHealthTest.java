package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.forwarder.Rig.Answer;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthQuestion;
import io.clustergateway.kernel.contract.HealthTable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What health and the offline switch mean to requests, and the subresource by which health is written. */
final class MemberHealthTest {
    private static final String HEALTH = ROOT + "/clustergateways/good/health";
    private static final String PODS = ROOT + "/clustergateways/good/proxy/api/v1/pods";

    @TempDir
    private Path folder;

    private Rig rig;
    private TestMember member;

    @BeforeEach
    void start() {
        rig = new Rig(folder, Map.of(), Map.of("instances", 1, "refuseUnhealthy", true)).start();
        member = new TestMember(rig.vertx);
        rig.peers.publish(member.table());
        await().until(() -> rig.get(PODS).code() == 200);
        rig.peers.asked.clear();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void closesStreamsWithinASecondWhenTheirMemberIsSwitchedOff(HttpVersion version) {
        member.answer = request -> request.response().setChunked(true).write("{}\n");
        AtomicBoolean streaming = new AtomicBoolean();
        AtomicBoolean cut = new AtomicBoolean();
        rig.client(version)
                .request(HttpMethod.GET, PODS + "?watch=true")
                .compose(request -> request.send().onSuccess(response -> {
                    response.handler(bytes -> streaming.set(true));
                    response.exceptionHandler(error -> cut.set(true));
                    response.endHandler(end -> cut.set(true));
                }));
        await().untilTrue(streaming);

        rig.peers.publish(ClusterTable.EMPTY.with(member.cluster("good", Optional.of("moving house")), "9"));

        await().atMost(Duration.ofSeconds(1)).untilTrue(cut);
        assertThat(rig.get(PODS).json().getString("message"))
                .isEqualTo("clustergateway \"good\" is switched off: moving house");
    }

    @Test
    void tellsRequestsThatWaitForAnAnswerThatTheirMemberIsSwitchedOff() {
        AtomicBoolean waiting = new AtomicBoolean();
        member.answer = request -> waiting.set(true);
        var answer = rig.client(HttpVersion.HTTP_1_1)
                .request(HttpMethod.GET, PODS)
                .compose(request ->
                        request.send().compose(response -> response.body().map(body -> new Answer(response, body))));
        await().untilTrue(waiting);

        rig.peers.publish(ClusterTable.EMPTY.with(member.cluster("good", Optional.of("moving house")), "9"));

        Answer refused = answer.timeout(20, TimeUnit.SECONDS).await();
        assertThat(refused.code()).isEqualTo(503);
        assertThat(refused.json().getString("reason")).isEqualTo("ClusterOffline");
    }

    @Test
    void refusesRequestsToAnUnhealthyMemberAndFindsOutThatItIsBack() {
        rig.peers.publish(HealthTable.EMPTY.with(
                "good", new HealthTable.Entry("uid-good", new Health(Health.State.UNHEALTHY, "ConnectionTimeout"))));
        await().until(() -> rig.get(PODS).code() == 503);
        Answer refused = rig.get(PODS);
        assertThat(refused.json().getString("message"))
                .isEqualTo("clustergateway \"good\" is not healthy: ConnectionTimeout");
        assertThat(refused.hop()).isEqualTo("member");
        assertThat(rig.get(PODS + "?watch=true").code()).isEqualTo(503);
        int seen = member.seen.size();

        await().until(() -> rig.get(PODS).code() == 200);

        assertThat(rig.get(PODS).code()).isEqualTo(200);
        assertThat(member.seen).hasSize(seen + 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void handsAnUpdateOverWhole(HttpVersion version) {
        String body = "{\"status\":{\"healthy\":true},\"padding\":\"" + "x".repeat(1 << 20) + "\"}";

        Answer answer = put(rig.client(version), body);

        assertThat(answer.code()).isEqualTo(200);
        HealthQuestion asked = rig.peers.healthAsked.get(0);
        assertThat(asked.body().toString()).isEqualTo(body);
        assertThat(asked.contentType()).isEqualTo("application/json");
        assertThat(asked.request().verb()).isEqualTo("update");
        assertThat(asked.request().name()).isEqualTo("good");
        assertThat(asked.request().query()).isEqualTo("dryRun=All");
        assertThat(rig.peers.asked.get(0).attributes())
                .containsExactly(Attributes.Resource.clusterScoped(
                        "update", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "health", "good"));
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void refusesABodyOfMoreThanThreeMebibytes(HttpVersion version) {
        assertThat(put(rig.client(version), "x".repeat((3 << 20) + 1)).code()).isEqualTo(413);
        assertThat(rig.peers.healthAsked).isEmpty();
    }

    @Test
    void readsAndDoesNothingElse() {
        assertThat(rig.get(HEALTH).code()).isEqualTo(200);
        assertThat(rig.peers.healthAsked.get(0).request().verb()).isEqualTo("get");
        HttpClient client = rig.client(HttpVersion.HTTP_1_1);
        for (HttpMethod method : new HttpMethod[] {HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE}) {
            Answer answer = Rig.send(client, method, HEALTH);
            assertThat(answer.code()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("GET, HEAD, PUT");
        }
        assertThat(rig.get(ROOT + "/virtualclusters/good/health").code()).isEqualTo(404);
        assertThat(rig.get(HEALTH + "/more").code()).isEqualTo(404);
        assertThat(rig.peers.healthAsked).hasSize(1);
    }

    private static Answer put(HttpClient client, String body) {
        return client.request(HttpMethod.PUT, HEALTH + "?dryRun=All")
                .compose(request -> request.putHeader("content-type", "application/json")
                        .send(Buffer.buffer(body))
                        .compose(response -> response.body().map(answer -> new Answer(response, answer))))
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }
}
