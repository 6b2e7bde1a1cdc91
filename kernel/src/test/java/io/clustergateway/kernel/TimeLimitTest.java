package io.clustergateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class TimeLimitTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void theEndOfTheTimeComesOnTheCallersContext(Vertx vertx) throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> end = new CompletableFuture<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();

        context.runOnContext(
                here -> TimeLimit.of(vertx, SOON, Promise.promise().future()).onComplete(done -> {
                    failure.complete(done.cause());
                    end.complete(Vertx.currentContext());
                }));

        assertThat(end.get(10, TimeUnit.SECONDS)).isSameAs(context);
        assertThat(failure.get()).isInstanceOf(TimeoutException.class).hasMessage("nothing within 20 ms");
    }

    @Test
    void anOutcomeInTimeIsTheOutcome(Vertx vertx) {
        Promise<String> good = Promise.promise();
        Promise<String> bad = Promise.promise();
        Future<String> first = TimeLimit.of(vertx, LONG, good.future());
        Future<String> second = TimeLimit.of(vertx, LONG, bad.future());

        good.complete("seen");
        bad.fail("lost");

        assertThat(first.result()).isEqualTo("seen");
        assertThat(second.cause()).hasMessage("lost");
    }

    @Test
    void theFailureIsTheCallersChoice(Vertx vertx) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();

        TimeLimit.of(vertx, SOON, Promise.promise().future(), limit -> new IllegalStateException("late by " + limit))
                .onFailure(failure::complete);

        assertThat(failure.get(10, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("late by PT0.02S");
    }
}
