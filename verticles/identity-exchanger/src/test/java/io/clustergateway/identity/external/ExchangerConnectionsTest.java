package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Rule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
final class ExchangerConnectionsTest {
    private Vertx vertx;
    private Asker asker;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path folder) {
        this.vertx = vertx;
        asker = new Asker(vertx, folder);
    }

    @AfterEach
    void stop() {
        asker.close();
    }

    @Test
    void opensNoMoreConnectionsThanAllowedHoweverManyAsk() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            Queue<Runnable> held = hold(server);
            Rule rule = asker.rule(server);
            List<Future<Exchanged>> asked = askMany(rule, 40);
            await().until(() -> held.size() == 32);
            server.answers(question -> Sample.allowed("late"));
            held.forEach(Runnable::run);
            assertThat(Future.join(asked).await().succeeded()).isTrue();
            assertThat(server.connections()).isEqualTo(32);
        }
    }

    @Test
    void refusesAtOnceWhenTooManyWait() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            hold(server);
            Rule rule = asker.rule(server);
            List<Future<Exchanged>> asked = askMany(rule, 32 + 1024 + 1);
            Failure refusal = Asker.refusal(asked.get(32 + 1024));
            assertThat(refusal).hasMessageEndingWith("did not answer: too many requests wait for it");
            asker.with(Exchangers::close).await();
            asked.forEach(one -> assertThat(Asker.refusal(one).code()).isEqualTo(403));
        }
    }

    /** A lost connection stays lost; on a busy machine it is time that runs out, so there are several goes. */
    @Test
    void losesNoConnectionToQuestionsWhoseTimeWasUp() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            hold(server);
            Rule rule = Sample.rule(asker.trusting(server.url(), Duration.ofSeconds(1)));
            askMany(rule, 60).forEach(one -> assertThat(Asker.refusal(one)).isNotNull());
            assertThat(IntStream.range(0, 10).anyMatch(go -> usesAllConnections(server, rule)))
                    .isTrue();
        }
    }

    private boolean usesAllConnections(ExchangerServer server, Rule rule) {
        asker.ticker.advance(Duration.ofSeconds(5));
        server.answers(question -> Sample.allowed("a"));
        Future<Exchanged> trial = asker.start(rule, Sample.question(Sample.ALICE));
        if (!Asker.succeeds(trial)) {
            return false;
        }
        Queue<Runnable> held = hold(server);
        Future<?> asked = Future.join(askMany(rule, 32));
        await().until(() -> held.size() == 32 || asked.isComplete());
        held.forEach(Runnable::run);
        return Asker.succeeds(asked);
    }

    @Test
    void reusesAConnectionForTheNextQuestion() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            asker.ask(asker.rule(server), Sample.ALICE);
            asker.ask(asker.rule(server), Sample.BOB);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void closesWhatIsNoLongerInForceWhenWhatIsUnderWayHasEnded() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            Queue<Runnable> held = hold(server);
            Rule rule = asker.rule(server);
            Future<Exchanged> asked = asker.start(rule, Sample.question(Sample.ALICE));
            await().until(() -> held.size() == 1);
            ExternalExchanger exchanger = rule.exchanger().orElseThrow();
            assertThat(retain(Set.of(exchanger))).isEqualTo(1);
            assertThat(retain(Set.of())).isZero();
            assertThat(asker.metrics.scrape()).doesNotContain("breaker_state{");
            held.remove().run();
            assertThat(asked.await().identity().user()).isEqualTo("ext-alice");
            await().until(() -> server.open() == 0);
        }
    }

    @Test
    void answersWhoeverWaitsThoughTheRuleIsNoLongerInForce() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            Queue<Runnable> held = hold(server);
            Rule rule = asker.rule(server);
            Future<Exchanged> first = asker.start(rule, Sample.question(Sample.ALICE));
            Future<Exchanged> waiting = asker.start(rule, Sample.question(Sample.ALICE, Sample.VERSION));
            await().until(() -> held.size() == 1);
            retain(Set.of());
            held.remove().run();
            await().until(() -> held.size() == 1);
            held.remove().run();
            assertThat(Future.join(first, waiting).await().succeeded()).isTrue();
        }
    }

    @Test
    void endsWhatIsUnderWayWhenItCloses() {
        try (ExchangerServer server = ExchangerServer.start(vertx)) {
            Queue<Runnable> held = hold(server);
            Future<Exchanged> asked = asker.start(asker.rule(server), Sample.question(Sample.ALICE));
            await().until(() -> held.size() == 1);
            asker.with(Exchangers::close).await();
            assertThat(Asker.refusal(asked).code()).isEqualTo(403);
            await().until(() -> server.open() == 0);
        }
    }

    @Test
    void speaksPlainHttpWhereTheUrlSaysSo() {
        HttpServer plain = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response()
                                .end(Sample.answer(new JsonObject(body), Sample.allowed("a"))
                                        .toBuffer())))
                .listen(0, "127.0.0.1")
                .await();
        Rule rule = Sample.rule(Sample.exchanger("http://127.0.0.1:%d".formatted(plain.actualPort())));
        assertThat(asker.ask(rule, Sample.ALICE).identity().user()).isEqualTo("a");
    }

    private int retain(Set<ExternalExchanger> inForce) {
        return asker.with(exchangers -> {
            exchangers.retain(inForce);
            return exchangers.size();
        });
    }

    private List<Future<Exchanged>> askMany(Rule rule, int many) {
        List<Future<Exchanged>> asked = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            asked.add(asker.start(rule, Sample.question(named("ext-" + i))));
        }
        return asked;
    }

    private static Queue<Runnable> hold(ExchangerServer server) {
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        server.behaves((request, question) -> held.add(() -> answer(request, question)));
        return held;
    }

    private static void answer(HttpServerRequest request, JsonObject question) {
        request.response()
                .end(Sample.answer(question, Sample.allowed(Sample.username(question)))
                        .toBuffer());
    }

    private static Identity named(String user) {
        return new Identity(user, Optional.empty(), List.of(), Map.of());
    }
}
