package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.BusyRig.count;
import static io.clustergateway.forwarder.BusyRig.options;
import static io.clustergateway.forwarder.Rig.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.forwarder.Rig.Answer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and queue as callers and members meet them. */
final class LimitsOnTheWayTest {
    @TempDir
    private Path folder;

    private BusyRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void keepsACallersFloodFromAnother() {
        rig = new BusyRig(
                folder, Map.of("requestsPerMember", 4, "adaptive", false, "queueLength", 4, "queueWait", "30s"));
        rig.freeze("good");
        List<Future<Answer>> flood = rig.flood("alice", "good", 40);
        await().untilAsserted(() -> assertThat(rig.held).hasSize(2));

        Answer other = rig.get("bob", "good", "/quick");

        assertThat(other.code()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(count(flood, 429)).isEqualTo(34));
        Answer refused = flood.stream()
                .filter(answer -> answer.succeeded() && answer.result().code() == 429)
                .findFirst()
                .orElseThrow()
                .result();
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.json().getString("reason")).isEqualTo("TooManyRequests");
        assertThat(refused.json().getJsonObject("details").getInteger("retryAfterSeconds"))
                .isEqualTo(1);
        assertThat(refused.json()
                        .getJsonObject("details")
                        .getJsonArray("causes")
                        .toString())
                .contains("MemberQueueFull");
        assertThat(refused.hop()).isEqualTo("member");
        rig.release(6);
        await().untilAsserted(() -> assertThat(count(flood, 200)).isEqualTo(6));
        // A client has its answer before the gateway counts the end.
        await().until(() -> rig.gauge("requests_in_flight", "good").equals("0.0"));
        assertThat(rig.gateway.metrics.scrape())
                .contains("cluster_gateway_requests_rejected_total{cluster=\"good\",reason=\"queue-full\"} 34.0")
                .contains("cluster_gateway_member_queue_wait_seconds_count 4");
    }

    @Test
    void keepsAFrozenMemberFromTheOthersAndNothingOfOursBehindIt() {
        rig = new BusyRig(
                folder, Map.of("requestsPerMember", 4, "requestsPerCaller", 6, "guaranteed", 2, "queueWait", "30s"));
        rig.freeze("frozen");
        rig.flood("alice", "frozen", 20);
        await().untilAsserted(() -> assertThat(rig.held).hasSize(2));
        await().until(() -> rig.gauge("requests_queued", "frozen").equals("4.0"));

        assertThat(rig.get("alice", "good", "/quick").code()).isEqualTo(200);
        assertThat(rig.get("alice", "frozen", "/quick").code()).isEqualTo(429);
        assertThat(rig.gateway.get("/readyz").code()).isEqualTo(200);
        assertThat(rig.gateway.get("/apis", "authorization", "Bearer alice").code())
                .isEqualTo(200);
        assertThat(rig.gateway
                        .get(ROOT + "/clustergateways", "authorization", "Bearer alice")
                        .code())
                .isEqualTo(200);
        rig.release(2);
    }

    @Test
    void saysHowLongItWaitedInVain() {
        rig = new BusyRig(folder, Map.of("requestsPerMember", 2, "queueWait", "200ms"));
        rig.freeze("good");
        rig.flood("alice", "good", 1);
        await().untilAsserted(() -> assertThat(rig.held).hasSize(1));
        Answer late = rig.get("alice", "good", "/quick");
        assertThat(late.code()).isEqualTo(429);
        assertThat(late.json().getString("message"))
                .isEqualTo("clustergateway \"good\" is busy: it has too many requests in flight, and none ended in"
                        + " time, please try again later");
        rig.release(1);
    }

    @Test
    void countsStreamsApart() {
        rig = new BusyRig(folder, Map.of("requestsPerMember", 2, "streamsPerMember", 1));
        rig.member.answer = request -> request.response().setChunked(true).write("{}\n");
        rig.client(HttpVersion.HTTP_2)
                .request(options("alice", "good", "/api/v1/pods?watch=true"))
                .compose(HttpClientRequest::send);
        await().until(() -> rig.gauge("streams_in_flight", "good").equals("1.0"));
        assertThat(rig.get("bob", "good", "/api/v1/pods?watch=true").code()).isEqualTo(429);
        rig.member.answer = request -> request.response().end("here");
        assertThat(rig.get("alice", "good", "/quick").code()).isEqualTo(200);
    }

    @Test
    void takesOtherLimitsUnderLoad() {
        rig = new BusyRig(folder, Map.of("requestsPerMember", 2, "adaptive", false, "queueWait", "30s"));
        rig.freeze("good");
        List<Future<Answer>> flood = rig.flood("alice", "good", 10);
        await().untilAsserted(() -> assertThat(rig.held).hasSize(1));
        rig.use(Map.of("requestsPerMember", 8, "adaptive", false, "queueWait", "30s"));
        await().untilAsserted(() -> assertThat(rig.held).hasSize(4));
        rig.use(Map.of("requestsPerMember", 2, "adaptive", false, "queueWait", "30s"));
        rig.release(10);
        await().untilAsserted(() -> assertThat(count(flood, 200)).isEqualTo(10));
    }
}
