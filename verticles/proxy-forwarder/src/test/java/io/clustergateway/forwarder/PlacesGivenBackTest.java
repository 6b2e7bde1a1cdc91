package io.clustergateway.forwarder;

import static io.clustergateway.forwarder.BusyRig.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that leaves or does not read gives back the place that it holds. */
final class PlacesGivenBackTest {
    @TempDir
    private Path folder;

    private BusyRig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void forgetsAWaitingRequestWhenItsClientLeaves(HttpVersion version) {
        rig = new BusyRig(folder, Map.of("requestsPerMember", 2, "queueWait", "30s"));
        rig.freeze("good");
        rig.flood("alice", "good", 1);
        await().untilAsserted(() -> assertThat(rig.held).hasSize(1));
        HttpClientRequest waiting = rig.client(version)
                .request(options("alice", "good", "/held"))
                .timeout(20, TimeUnit.SECONDS)
                .await();
        waiting.send();
        await().until(() -> rig.gauge("requests_queued", "good").equals("1.0"));

        waiting.reset();

        await().until(() -> rig.gauge("requests_queued", "good").equals("0.0"));
        rig.release(1);
        await().until(() -> rig.gauge("requests_in_flight", "good").equals("0.0"));
        assertThat(rig.held).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void stopsTheMemberWhenItsClientLeaves(HttpVersion version) {
        rig = new BusyRig(folder, Map.of());
        AtomicBoolean told = new AtomicBoolean();
        AtomicBoolean asked = new AtomicBoolean();
        rig.member.answer = request -> {
            request.response().closeHandler(gone -> told.set(true));
            asked.set(true);
        };
        HttpClient client = rig.client(version);
        HttpClientRequest leaving = client.request(options("alice", "good", "/long"))
                .timeout(20, TimeUnit.SECONDS)
                .await();
        leaving.send();
        await().untilTrue(asked);
        leaving.reset();
        await().untilTrue(told);
        await().until(() -> rig.gauge("requests_in_flight", "good").equals("0.0"));
        client.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void cutsAnAnswerThatItsClientDoesNotRead(HttpVersion version) {
        rig = new BusyRig(folder, Map.of("stall", "500ms"));
        rig.member.answer = request -> pour(request, 2000);
        HttpClientResponse unread = rig.client(version)
                .request(options("alice", "good", "/big"))
                .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
                .timeout(20, TimeUnit.SECONDS)
                .await();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.gauge("requests_in_flight", "good").equals("0.0"));
        rig.member.answer = request -> request.response().end("here");
        assertThat(rig.get("alice", "good", "/api").code()).isEqualTo(200);
        unread.resume();
    }

    private static void pour(HttpServerRequest request, int mebibytes) {
        request.response().setChunked(true);
        pour(request, mebibytes, Buffer.buffer(new byte[1 << 20]));
    }

    private static void pour(HttpServerRequest request, int left, Buffer chunk) {
        if (left == 0) {
            request.response().end();
        } else {
            request.response().write(chunk).onSuccess(written -> pour(request, left - 1, chunk));
        }
    }
}
