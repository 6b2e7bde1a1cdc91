package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Rule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
final class ExchangersTest {
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
    void isWhomTheServerSaysAndOnlyForThisRequestWithoutATimeToLive() {
        Exchanged exchanged = asker.ask(rule, Sample.ALICE);
        assertThat(exchanged.identity())
                .isEqualTo(new Identity("alice@corp", Optional.empty(), List.of("external"), Map.of()));
        assertThat(exchanged.validFor()).isZero();
        asker.ask(rule, Sample.ALICE);
        assertThat(server.questions()).hasSize(2);
    }

    @Test
    void tellsTheServerAllItKnowsAndSendsAnotherUidEachTime() {
        asker.ask(rule, Sample.ALICE);
        asker.ask(rule, Sample.ALICE);
        JsonObject request = server.questions().get(0).getJsonObject("request").copy();
        assertThat(request.remove("uid"))
                .isNotEqualTo(Sample.uid(server.questions().get(1)));
        assertThat(request).isEqualTo(new JsonObject("""
                                {
                                  "rule": "external",
                                  "user": {
                                    "username": "ext-alice",
                                    "uid": "uid-1",
                                    "groups": ["partners", "system:authenticated"],
                                    "extra": {"k": ["v"]}
                                  },
                                  "cluster": {
                                    "name": "eu-1", "labels": {"region": "eu"}, "alias": "Europe", "provider": "aws"
                                  },
                                  "attributes": {
                                    "verb": "list", "group": "", "resource": "pods", "subresource": "",
                                    "namespace": "shop", "name": "", "path": "/api/v1/namespaces/shop/pods"
                                  }
                                }
                                """));
    }

    @Test
    void postsJsonToThePathAndQueryOfTheUrl() {
        HttpServerRequest[] seen = new HttpServerRequest[1];
        server.behaves((request, question) -> {
            seen[0] = request;
            request.response().end(Sample.answer(question, Sample.allowed("a")).toBuffer());
        });
        asker.ask(rule, Sample.ALICE);
        assertThat(seen[0].method().name()).isEqualTo("POST");
        assertThat(seen[0].uri()).isEqualTo("/exchange?key=s3cret");
        assertThat(seen[0].getHeader("content-type")).isEqualTo("application/json");
        assertThat(seen[0].getHeader("host")).isEqualTo("127.0.0.1:" + server.port());
    }

    @Test
    void usesAnAnswerForItsTimeToLiveWhateverTheRequest() {
        server.answers(question -> Sample.allowed("a").put("ttlSeconds", 60));
        assertThat(asker.ask(rule, Sample.ALICE).validFor()).isEqualTo(Duration.ofSeconds(60));
        asker.ticker.advance(Duration.ofSeconds(59));
        Exchanged later =
                asker.start(rule, Sample.question(Sample.ALICE, Sample.VERSION)).await();
        assertThat(later.validFor()).isEqualTo(Duration.ofSeconds(1));
        assertThat(server.questions()).hasSize(1);
        asker.ticker.advance(Duration.ofSeconds(1));
        asker.ask(rule, Sample.ALICE);
        assertThat(server.questions()).hasSize(2);
    }

    @Test
    void neverUsesAnAnswerLongerThanTheRuleAllows() {
        server.answers(question -> Sample.allowed("a").put("ttlSeconds", 1e18));
        assertThat(asker.ask(rule, Sample.ALICE).validFor()).isEqualTo(Duration.ofMinutes(5));
        ExternalExchanger given = rule.exchanger().orElseThrow();
        Rule never = Sample.rule(new ExternalExchanger(
                given.url(), given.timeout(), given.caFile(), Optional.empty(), Optional.empty(), Duration.ZERO));
        assertThat(asker.ask(never, Sample.ALICE).validFor()).isZero();
    }

    @Test
    void neverUsesAnAnswerForAnotherCallerMemberRuleOrVersion() {
        server.answers(question -> Sample.allowed("a").put("ttlSeconds", 60));
        asker.ask(rule, Sample.ALICE);
        asker.ask(rule, Sample.BOB);
        asker.ask(rule, new Identity("ext-alice", Optional.of("uid-2"), Sample.ALICE.groups(), Sample.ALICE.extra()));
        asker.start(rule, Sample.question(Sample.ALICE), "another-member", Asker.VERSION)
                .await();
        asker.start(rule, Sample.question(Sample.ALICE), Asker.MEMBER_UID, "v2").await();
        Rule renamed = new Rule("other", rule.scope(), rule.type(), rule.priority(), rule.at(), rule.exchanger());
        asker.ask(renamed, Sample.ALICE);
        assertThat(server.questions()).hasSize(6);
        asker.ask(rule, Sample.ALICE);
        assertThat(server.questions()).hasSize(6);
    }

    @Test
    void refusesInTheServersWordsAndNamesTheRule() {
        server.answers(question -> Sample.refused("no account\r\nof this name"));
        Failure refusal = asker.refusal(rule, Sample.ALICE);
        assertThat(refusal.code()).isEqualTo(403);
        assertThat(refusal.hop()).isEqualTo(Hop.IDENTITY_EXCHANGE);
        assertThat(refusal)
                .hasMessage("the exchanger of rule \"external\" refuses this caller: no account of this name");
        assertThat(refusal.causes())
                .containsExactly(
                        new Failure.Cause("Rule", "external"),
                        new Failure.Cause("ExchangerRefused", "no account of this name"));
    }

    @Test
    void remembersARefusalForSecondsAndOnlyWhenToldTo() {
        server.answers(question -> Sample.refused("").put("ttlSeconds", 3600));
        asker.refusal(rule, Sample.ALICE);
        asker.ticker.advance(Duration.ofMillis(9999));
        assertThat(asker.refusal(rule, Sample.ALICE)).hasMessageEndingWith("refuses this caller");
        assertThat(server.questions()).hasSize(1);
        asker.ticker.advance(Duration.ofMillis(1));
        server.answers(question -> Sample.refused(""));
        asker.refusal(rule, Sample.ALICE);
        asker.refusal(rule, Sample.ALICE);
        assertThat(server.questions()).hasSize(3);
    }

    @Test
    void asksOnceForManyWhoWaitAtTheSameTime() {
        Queue<Runnable> held = hold(Sample.allowed("a").put("ttlSeconds", 60));
        Future<Exchanged> gaveUp = asker.start(rule, Sample.question(Sample.ALICE));
        List<Future<Exchanged>> others = List.of(
                asker.start(rule, Sample.question(Sample.ALICE)),
                asker.start(rule, Sample.question(Sample.ALICE, Sample.VERSION)));
        await().until(() -> held.size() == 1);
        held.remove().run();
        others.forEach(other -> assertThat(other.await().identity().user()).isEqualTo("a"));
        assertThat(gaveUp.await().identity().user()).isEqualTo("a");
        assertThat(server.questions()).hasSize(1);
    }

    @Test
    void neverLendsAnAnswerWithoutATimeToLiveToAnotherRequest() {
        server.answers(question -> Sample.allowed(
                question.getJsonObject("request").getJsonObject("attributes").getString("verb") + "@corp"));
        Future<Exchanged> list = asker.start(rule, Sample.question(Sample.ALICE));
        Future<Exchanged> same = asker.start(rule, Sample.question(Sample.ALICE));
        Future<Exchanged> get = asker.start(rule, Sample.question(Sample.ALICE, Sample.VERSION));
        assertThat(list.await().identity().user()).isEqualTo("list@corp");
        assertThat(same.await().identity().user()).isEqualTo("list@corp");
        assertThat(get.await().identity().user()).isEqualTo("get@corp");
        assertThat(server.questions()).hasSize(2);
    }

    @Test
    void doesNotLetRequestsWaitForEachOtherWhereAnswersHoldForOneOnly() {
        asker.ask(rule, Sample.ALICE);
        Queue<Runnable> held = hold(Sample.allowed("a"));
        Future<Exchanged> list = asker.start(rule, Sample.question(Sample.ALICE));
        Future<Exchanged> get = asker.start(rule, Sample.question(Sample.ALICE, Sample.VERSION));
        await().until(() -> held.size() == 2);
        held.forEach(Runnable::run);
        assertThat(Future.join(list, get).await().succeeded()).isTrue();
    }

    @Test
    void countsWhatCameOfQuestions() {
        asker.ask(rule, Sample.ALICE);
        server.answers(question -> Sample.refused(""));
        asker.refusal(rule, Sample.BOB);
        server.behaves(
                (request, question) -> request.response().setStatusCode(418).end());
        asker.refusal(rule, Sample.BOB);
        String requests = "cluster_gateway_identity_exchange_requests_total{code=\"%s\",rule=\"external\"}";
        assertThat(asker.metric(requests.formatted("allowed"))).contains("1.0");
        assertThat(asker.metric(requests.formatted("refused"))).contains("1.0");
        assertThat(asker.metric(requests.formatted("418"))).contains("1.0");
        assertThat(asker.metric("cluster_gateway_identity_exchange_duration_seconds_count{rule=\"external\"}"))
                .contains("3");
        assertThat(asker.metric("cluster_gateway_identity_exchange_breaker_state{url=\"https://127.0.0.1:%d/exchange\"}"
                        .formatted(server.port())))
                .contains("0.0");
        assertThat(asker.metrics.scrape()).doesNotContain("s3cret", "ext-alice");
    }

    /** Lets the server answer only when it is told to. */
    private Queue<Runnable> hold(JsonObject response) {
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        server.behaves((request, question) -> held.add(
                () -> request.response().end(Sample.answer(question, response).toBuffer())));
        return held;
    }
}
