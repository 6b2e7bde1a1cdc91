package io.clustergateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BusTest {
    private static final Topic<Question, Answer> TOPIC =
            new Topic<>("test", Hop.REGISTRY, Duration.ofMillis(50), Question.class, Answer.class);
    private static final Feed<Answer> FEED = new Feed<>("feed", Answer.class);

    private Vertx vertx;
    private Bus bus;

    record Question(String text) {}

    record Answer(String text) {}

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        bus = new Bus(vertx);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void handsQuestionAndAnswerOverByReference() {
        Answer answer = new Answer("a");
        Question question = new Question("q");
        List<Question> seen = new CopyOnWriteArrayList<>();
        bus.serve(TOPIC, asked -> {
            seen.add(asked);
            return Future.succeededFuture(answer);
        });
        assertThat(bus.ask(TOPIC, question).await()).isSameAs(answer);
        assertThat(seen.get(0)).isSameAs(question);
    }

    @Test
    void aFailureKeepsItsTypeAndEverythingInIt() {
        Failure failure = Failure.notFound("cluster.core.oam.dev", "clustergateways", "x")
                .because("NoSecret", "none")
                .retryAfter(3);
        assertThat(failureOf(asked -> Future.failedFuture(failure))).isSameAs(failure);
    }

    @Test
    void aThrownExceptionIsAnInternalErrorWithoutItsText() {
        Failure failure = failureOf(asked -> {
            throw new IllegalStateException("secret text");
        });
        assertThat(failure.code()).isEqualTo(500);
        assertThat(failure.getMessage()).doesNotContain("secret text");
        assertThat(failure.hop()).isEqualTo(Hop.REGISTRY);
    }

    @Test
    void nobodyThereIsUnavailableAndWorthATry() {
        Failure failure = ask();
        assertThat(failure.code()).isEqualTo(503);
        assertThat(failure.hop()).isEqualTo(Hop.REGISTRY);
        assertThat(failure.retryAfterSeconds()).hasValue(1);
    }

    @Test
    void aQuestionDroppedByAnEndingModuleIsUnavailableToo() {
        Topic<Question, Answer> patient =
                new Topic<>("patient", Hop.REGISTRY, Duration.ofSeconds(20), Question.class, Answer.class);
        Context module = vertx.getOrCreateContext();
        CountDownLatch ended = new CountDownLatch(1);
        Promise<MessageConsumer<Question>> served = Promise.promise();
        module.runOnContext(ignored -> {
            served.complete(vertx.eventBus().<Question>localConsumer("patient", message -> message.reply("never")));
            module.runOnContext(busy -> awaitQuietly(ended));
        });
        MessageConsumer<Question> consumer = served.future().await();
        Future<Answer> asked = bus.ask(patient, new Question("q"));
        consumer.unregister();
        ended.countDown();
        Failure failure = catchThrowableOfType(Failure.class, asked::await);
        assertThat(failure.code()).isEqualTo(503);
        assertThat(failure.hop()).isEqualTo(Hop.REGISTRY);
        assertThat(failure.retryAfterSeconds()).hasValue(1);
    }

    @Test
    void silenceIsATimeoutAtTheHop() {
        Failure failure = failureOf(asked -> Promise.<Answer>promise().future());
        assertThat(failure.code()).isEqualTo(504);
        assertThat(failure.hop()).isEqualTo(Hop.REGISTRY);
    }

    @Test
    void aLateFollowerGetsTheCurrentSnapshotFirst() {
        Bus.Publisher<Answer> publisher = bus.publisher(FEED);
        publisher.publish(new Answer("1"));
        publisher.publish(new Answer("2"));
        List<Answer> seen = follow();
        await().until(() -> seen.size() == 1);
        publisher.publish(new Answer("3"));
        await().until(() -> seen.size() == 2);
        assertThat(seen).containsExactly(new Answer("2"), new Answer("3"));
    }

    @Test
    void anEarlyFollowerGetsTheFirstSnapshot() {
        List<Answer> seen = follow();
        bus.publisher(FEED).publish(new Answer("1"));
        await().until(() -> seen.equals(List.of(new Answer("1"))));
    }

    @Test
    void aPublisherThatStartsAnewIsFollowedOn() {
        List<Answer> seen = follow();
        String first = vertx.deployVerticle(context -> {
                    bus.publisher(FEED).publish(new Answer("1"));
                    return Future.succeededFuture();
                })
                .await();
        await().until(() -> seen.size() == 1);
        vertx.undeploy(first).await();
        bus.publisher(FEED).publish(new Answer("2"));
        await().untilAsserted(() -> assertThat(seen).containsExactly(new Answer("1"), new Answer("2")));
    }

    private List<Answer> follow() {
        List<Answer> seen = new CopyOnWriteArrayList<>();
        vertx.getOrCreateContext().runOnContext(ignored -> bus.follow(FEED, seen::add));
        return seen;
    }

    private static void awaitQuietly(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Failure failureOf(Function<Question, Future<Answer>> answerer) {
        bus.serve(TOPIC, answerer);
        return ask();
    }

    private Failure ask() {
        return catchThrowableOfType(
                Failure.class, () -> bus.ask(TOPIC, new Question("q")).await());
    }
}
