package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Rule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
final class ExchangerBreakerTest {
    private static final String LEFT_ALONE =
            "the exchanger of rule \"external\" did not answer: it failed repeatedly and is left alone for some seconds";

    private ExchangerServer server;
    private Asker asker;
    private Rule rule;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path folder) {
        server = ExchangerServer.start(vertx);
        asker = new Asker(vertx, folder);
        rule = asker.rule(server);
    }

    @AfterEach
    void stop() {
        asker.close();
        server.close();
    }

    @Test
    void leavesAFailingServerAloneAndTriesItWithOneQuestionLater() {
        failFiveTimes(500);
        assertThat(asker.refusal(rule, Sample.BOB)).hasMessage(LEFT_ALONE);
        assertThat(asker.refusal(rule, Sample.BOB).causes())
                .extracting(Failure.Cause::reason)
                .containsExactly("Rule", "ExchangerUnavailable");
        assertThat(server.questions()).hasSize(5);
        assertThat(state()).isEqualTo("2.0");
        asker.ticker.advance(Duration.ofSeconds(5));
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        server.behaves((request, question) -> held.add(() -> request.response()
                .end(Sample.answer(question, Sample.allowed("a")).toBuffer())));
        Future<Exchanged> probe = asker.start(rule, Sample.question(Sample.ALICE));
        await().until(() -> held.size() == 1);
        assertThat(state()).isEqualTo("1.0");
        assertThat(asker.refusal(rule, Sample.BOB)).hasMessage(LEFT_ALONE);
        held.remove().run();
        assertThat(probe.await().identity().user()).isEqualTo("a");
        assertThat(state()).isEqualTo("0.0");
        assertThat(server.questions()).hasSize(6);
    }

    @Test
    void keepsUsingWhatWasAnsweredWhileTheServerIsLeftAlone() {
        server.answers(question -> Sample.allowed("a").put("ttlSeconds", 60));
        asker.ask(rule, Sample.BOB);
        failFiveTimes(503);
        assertThat(asker.ask(rule, Sample.BOB).identity().user()).isEqualTo("a");
        assertThat(asker.refusal(rule, Sample.ALICE)).hasMessage(LEFT_ALONE);
    }

    @Test
    void isNotOpenedByAnswersThatAreWrongForOneCaller() {
        server.answers(question -> Sample.allowed(""));
        for (int i = 0; i < 6; i++) {
            asker.refusal(rule, Sample.ALICE);
        }
        server.answers(question -> Sample.allowed("b"));
        assertThat(asker.ask(rule, Sample.BOB).identity().user()).isEqualTo("b");
    }

    @Test
    void isNotOpenedByARuleThatDoesNotTrustTheServer() {
        Rule distrusting = Sample.rule(Sample.exchanger(server.url()));
        for (int i = 0; i < 6; i++) {
            asker.refusal(distrusting, Sample.ALICE);
        }
        assertThat(asker.ask(rule, Sample.BOB).identity().user()).isEqualTo("bob@corp");
    }

    @Test
    void holdsForEveryRuleOfTheUrl() {
        failFiveTimes(500);
        ExternalExchanger given = rule.exchanger().orElseThrow();
        Rule patient = Sample.rule(new ExternalExchanger(
                given.url(),
                Duration.ofSeconds(9),
                given.caFile(),
                Optional.empty(),
                Optional.empty(),
                given.maxTtl()));
        assertThat(asker.refusal(patient, Sample.ALICE)).hasMessage(LEFT_ALONE);
    }

    private void failFiveTimes(int status) {
        server.behaves(
                (request, question) -> request.response().setStatusCode(status).end());
        for (int i = 0; i < 5; i++) {
            assertThat(asker.refusal(rule, Sample.ALICE)).hasMessageEndingWith("HTTP status " + status);
        }
    }

    private String state() {
        String gauge = "cluster_gateway_identity_exchange_breaker_state{url=\"https://127.0.0.1:%d/exchange\"}";
        return asker.metric(gauge.formatted(server.port())).orElse("none");
    }
}
