package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.rules.Rule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
final class ExchangerFailuresTest {
    private static final int MEBIBYTE = 1 << 20;

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

    @ParameterizedTest
    @CsvSource({
        "500, ExchangerUnavailable, did not answer",
        "503, ExchangerUnavailable, did not answer",
        "429, ExchangerUnavailable, did not answer",
        "404, ExchangerAnswerInvalid, did not answer rightly",
        "401, ExchangerAnswerInvalid, did not answer rightly",
        "201, ExchangerAnswerInvalid, did not answer rightly"
    })
    void refusesEveryStatusButOk(int status, String cause, String words) {
        server.behaves((request, question) -> request.response()
                .setStatusCode(status)
                .end(Sample.answer(question, Sample.allowed("mallory")).toBuffer()));
        assertRefused(cause, words + ": HTTP status " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        server.behaves((request, question) -> request.response()
                .setStatusCode(status)
                .putHeader("location", server.url() + "&again")
                .end());
        assertRefused("ExchangerAnswerInvalid", "did not answer rightly: HTTP status " + status);
        assertThat(server.questions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>hello</html>", "{\"kind\":", "[]", "null", "42", "{} {}"})
    void refusesWhatIsNoJsonObject(String body) {
        server.behaves((request, question) -> request.response().end(body));
        assertRefused("ExchangerAnswerInvalid", "did not answer rightly: the answer is no JSON");
    }

    @Test
    void refusesTheAnswerToAnotherQuestion() {
        server.answers(question -> Sample.allowed("mallory").put("uid", "5f3d0f4c-6f2e-4d0c-9c1e-0d7a5f1c2b3a"));
        assertRefused("ExchangerAnswerInvalid", "did not answer rightly: response.uid is not that of the request");
    }

    @Test
    void refusesAnswersThatWereMixedUpBetweenCallers() {
        HttpServerRequest[] first = new HttpServerRequest[1];
        JsonObject[] firstQuestion = new JsonObject[1];
        server.behaves((request, question) -> {
            if (first[0] == null) {
                first[0] = request;
                firstQuestion[0] = question;
                return;
            }
            first[0].response().end(answerFor(question));
            request.response().end(answerFor(firstQuestion[0]));
        });
        Future<Exchanged> alice = asker.start(rule, Sample.question(Sample.ALICE));
        Future<Exchanged> bob = asker.start(rule, Sample.question(Sample.BOB));
        assertThat(Asker.refusal(alice)).hasMessageContaining("response.uid");
        assertThat(Asker.refusal(bob)).hasMessageContaining("response.uid");
    }

    @Test
    void refusesAHugeBodyWhetherItsLengthIsToldOrNot() {
        Buffer huge = Buffer.buffer("{\"pad\":\"" + "x".repeat(MEBIBYTE) + "\"}");
        server.behaves((request, question) -> request.response().end(huge));
        assertRefused("ExchangerAnswerInvalid", "did not answer rightly: the answer is larger than 1 MiB");
        server.behaves((request, question) ->
                request.response().setChunked(true).write(huge).onSuccess(written -> {}));
        assertRefused("ExchangerAnswerInvalid", "did not answer rightly: the answer is larger than 1 MiB");
    }

    @Test
    void takesABodyOfJustAMebibyte() {
        server.behaves((request, question) -> {
            String answer = Sample.answer(question, Sample.allowed("a")).encode();
            request.response().end(answer + " ".repeat(MEBIBYTE - answer.length()));
        });
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("a");
    }

    @Test
    void refusesWhenTheServerIsSilentForLongerThanTheLimit() {
        server.behaves((request, question) -> {});
        Rule hasty = Sample.rule(asker.trusting(server.url(), Duration.ofMillis(200)));
        Failure refusal = asker.refusal(hasty, Sample.ALICE);
        assertThat(refusal).hasMessage("the exchanger of rule \"external\" did not answer: nothing within 200 ms");
        assertThat(server.questions()).hasSizeLessThan(2);
    }

    @Test
    void refusesWhenTheAnswerTricklesPastTheLimit(Vertx vertx) {
        server.behaves((request, question) -> {
            request.response().setChunked(true);
            long drip = vertx.setPeriodic(20, id -> request.response().write(" "));
            request.connection().closeHandler(closed -> vertx.cancelTimer(drip));
        });
        Rule hasty = Sample.rule(asker.trusting(server.url(), Duration.ofMillis(200)));
        assertThat(asker.refusal(hasty, Sample.ALICE)).hasMessageEndingWith("nothing within 200 ms");
    }

    @Test
    void refusesWhenTheConnectionEndsBeforeOrWithinTheAnswer() {
        server.behaves((request, question) -> request.connection().close());
        assertRefused("ExchangerUnavailable", "did not answer: the connection ended early");
        server.behaves((request, question) -> request.response()
                .putHeader("content-length", "100")
                .write("{")
                .onSuccess(written -> request.connection().close()));
        assertRefused("ExchangerUnavailable", "did not answer: the connection ended early");
        assertThat(server.questions()).hasSize(2);
    }

    @Test
    void refusesWhenTheUrlLeadsNowhere() {
        rule = asker.rule("https://no-such-host.invalid/");
        assertRefused("ExchangerUnavailable", "did not answer: ");
    }

    private Buffer answerFor(JsonObject question) {
        return Sample.answer(question, Sample.allowed(Sample.username(question)))
                .toBuffer();
    }

    private void assertRefused(String cause, String words) {
        Failure refusal = asker.refusal(rule, Sample.ALICE);
        assertThat(refusal.code()).isEqualTo(403);
        assertThat(refusal.hop()).isEqualTo(Hop.IDENTITY_EXCHANGE);
        assertThat(refusal.getMessage()).startsWith("the exchanger of rule \"external\" " + words);
        assertThat(refusal.causes()).extracting(Failure.Cause::reason).containsExactly("Rule", cause);
        assertThat(refusal.causes()).extracting(Failure.Cause::message).contains("external");
        assertThat(refusal.getMessage()).doesNotContain("127.0.0.1", "mallory", "s3cret", "Exception");
    }
}
