package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.forwarder.Rig.Answer;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.Attributes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** {@code PUT /debug/flags/NAME}, as of kube-apiserver. */
final class FlagPageTest {
    @TempDir
    private Path folder;

    private final List<String> set = new ArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(folder, Map.of(), Map.of("instances", 1));
        rig.ops.settable("v", value -> {
            if (value.isEmpty()) {
                throw new IllegalArgumentException("v: none (expected: a number)");
            }
            set.add(value);
        });
        rig.start();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void isSetByWhoMay(HttpVersion version) {
        Answer answer = send(version, HttpMethod.PUT, "/debug/flags/v", "6\n");
        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.body()).hasToString("successfully set v to 6\n");
        assertThat(set).containsExactly("6");
        assertThat(rig.peers.asked.get(0).attributes())
                .containsExactly(new Attributes.NonResource("put", "/debug/flags/v"));
    }

    @Test
    void isLeftToWhoMayNot() {
        Failure refusal = Failure.forbidden("no", Hop.HUB_AUTHORIZATION);
        rig.peers.access = question -> Future.succeededFuture(
                new AccessAnswer(ScriptedPeers.ALICE, Optional.of(refusal), System.nanoTime() + 1_000_000_000L));
        assertThat(put("/debug/flags/v", "6").code()).isEqualTo(403);
        assertThat(put("/debug/flags/other", "6").code()).isEqualTo(403);
        assertThat(set).isEmpty();
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThat(put("/debug/flags/v", "").json().getString("message")).isEqualTo("v: none (expected: a number)");
        assertThat(put("/debug/flags/v", "").code()).isEqualTo(400);
        assertThat(put("/debug/flags/v", "1".repeat(2000)).code()).isEqualTo(413);
        assertThat(put("/debug/flags/other", "6").code()).isEqualTo(404);
        assertThat(put("/debug/flags/v/w", "6").code()).isEqualTo(404);
        assertThat(put("/debug/flags/", "6").code()).isEqualTo(404);
        Answer read = send(HttpVersion.HTTP_1_1, HttpMethod.GET, "/debug/flags/v", "");
        assertThat(read.code()).isEqualTo(405);
        assertThat(read.header("allow")).isEqualTo("PUT");
        assertThat(set).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void refusesWhatItHasReadWholeWithoutAFault(HttpVersion version) {
        rig.vertx.exceptionHandler(faults::add);
        assertThat(send(version, HttpMethod.PUT, "/debug/flags/v", "").code()).isEqualTo(400);
        assertThat(send(version, HttpMethod.PUT, "/debug/flags/v", "6").code()).isEqualTo(200);
        assertThat(faults).isEmpty();
    }

    @Test
    void aClientThatLeavesBeforeItIsAdmittedIsNoFaultOfOurs() {
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(FrontDoor.class);
        written.start();
        log.addAppender(written);
        rig.vertx.exceptionHandler(faults::add);
        Promise<AccessAnswer> admission = Promise.promise();
        rig.peers.access = question -> admission.future();
        HttpClient client = rig.client(HttpVersion.HTTP_2);
        HttpClientRequest leaving = client.request(HttpMethod.PUT, "/debug/flags/v")
                .timeout(20, TimeUnit.SECONDS)
                .await();
        leaving.setChunked(true).write("6").await();
        await().until(() -> rig.peers.asked.size() == 1);

        leaving.exceptionHandler(reset -> {}).reset().await();
        assertThat(Rig.send(client, HttpMethod.GET, "/healthz").code()).isEqualTo(200);
        admission.complete(new AccessAnswer(ScriptedPeers.ALICE, Optional.empty(), System.nanoTime() + 1_000_000_000L));

        Answer behind = send(client, HttpMethod.PUT, "/debug/flags/v", "7")
                .timeout(20, TimeUnit.SECONDS)
                .await();
        assertThat(behind.code()).isEqualTo(200);
        log.detachAppender(written);
        assertThat(set).containsExactly("7");
        assertThat(written.list).isEmpty();
        assertThat(faults).isEmpty();
    }

    private Answer put(String path, String body) {
        return send(HttpVersion.HTTP_1_1, HttpMethod.PUT, path, body);
    }

    private Answer send(HttpVersion version, HttpMethod method, String path, String body) {
        return send(rig.client(version), method, path, body)
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }

    private static Future<Answer> send(HttpClient client, HttpMethod method, String path, String body) {
        return client.request(new RequestOptions().setMethod(method).setURI(path))
                .compose(request -> request.send(Buffer.buffer(body))
                        .compose(response -> response.body().map(bytes -> new Answer(response, bytes))));
    }
}
