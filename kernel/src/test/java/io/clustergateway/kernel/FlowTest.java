package io.clustergateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlowTest {
    private static final Flow<String, String> NUMBERS =
            new Flow<>("numbers", Hop.REGISTRY, Duration.ofSeconds(2), String.class, String.class);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx);
    private final Context near = vertx.getOrCreateContext();
    private final Seen seen = new Seen();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void framesComeInOrderAndAsFarAsTheyAreGranted() {
        Far far = serve(5);
        Inflow inflow = open();
        assertThat(seen.frames).isEmpty();
        at(near, () -> inflow.grant(2));
        await().until(() -> seen.frames.size() == 2);
        at(near, () -> inflow.grant(10));
        await().until(() -> seen.ended);
        assertThat(seen.frames).containsExactly("n0", "n1", "n2", "n3", "n4");
        assertThat(far.closed).isFalse();
    }

    @Test
    void anAskerThatLeavesIsToldToTheOtherSideOnce() {
        Far far = serve(Integer.MAX_VALUE);
        Inflow inflow = open();
        at(near, () -> inflow.grant(1));
        await().until(() -> seen.frames.size() == 1);
        at(near, inflow::close);
        at(near, inflow::close);
        await().until(() -> far.closed);
        assertThat(seen.ended).isFalse();
        at(far.context, () -> assertThat(far.out.hasCredit()).isFalse());
    }

    @Test
    void anAskerWhoseModuleEndedIsNoticedByTheNextFrame() {
        Far far = serve(0);
        String module = vertx.deployVerticle(
                        context -> bus.open(NUMBERS, "q", seen).onSuccess(inflow -> inflow.grant(2)))
                .await();
        await().until(() -> at(far.context, () -> far.out.hasCredit()));
        vertx.undeploy(module).await();
        at(far.context, () -> far.out.send("late"));
        await().until(() -> far.closed);
    }

    @Test
    void aServerThatIsNoMoreIsNoticedByTheNextCredit() {
        String module = vertx.deployVerticle(context -> {
                    bus.serve(NUMBERS, (question, out) -> Future.succeededFuture());
                    return Future.succeededFuture();
                })
                .await();
        Inflow inflow = open();
        vertx.undeploy(module).await();
        at(near, () -> inflow.grant(1));
        await().until(() -> seen.ended);
    }

    @Test
    void aRefusalIsTheAnswerAndLeavesNothingBehind() {
        Far far = new Far();
        at(
                far.context,
                () -> bus.serve(NUMBERS, (question, out) -> {
                    far.out = out;
                    throw Failure.badRequest("no such numbers: " + question);
                }));
        Failure failure = catchThrowableOfType(Failure.class, this::open);
        assertThat(failure.getMessage()).isEqualTo("no such numbers: q");
        assertThat(failure.code()).isEqualTo(400);
        at(far.context, () -> assertThat(far.out.hasCredit()).isFalse());
        assertThat(seen.frames).isEmpty();
    }

    @Test
    void nobodyThereIsUnavailable() {
        assertThat(catchThrowableOfType(Failure.class, this::open).code()).isEqualTo(503);
    }

    private Inflow open() {
        Promise<Inflow> opened = Promise.promise();
        near.runOnContext(ignored -> bus.open(NUMBERS, "q", seen).onComplete(opened));
        return opened.future().await();
    }

    private Far serve(int count) {
        Far far = new Far();
        at(
                far.context,
                () -> bus.serve(NUMBERS, (question, out) -> {
                    far.begin(out, count);
                    return Future.succeededFuture();
                }));
        return far;
    }

    private static void at(Context context, Runnable step) {
        at(context, () -> {
            step.run();
            return true;
        });
    }

    private static <T> T at(Context context, Callable<T> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                done.complete(step.call());
            } catch (Exception | AssertionError e) {
                done.fail(e);
            }
        });
        return done.future().await();
    }

    private static final class Seen implements Inflow.Reader<String> {
        private final List<String> frames = new CopyOnWriteArrayList<>();
        private volatile boolean ended;

        @Override
        public void frame(String frame) {
            frames.add(frame);
        }

        @Override
        public void ended() {
            ended = true;
        }
    }

    private final class Far {
        private final Context context = vertx.getOrCreateContext();
        private volatile boolean closed;
        private volatile Outflow<String> out;
        private int sent;

        private void begin(Outflow<String> outflow, int count) {
            out = outflow;
            out.onClose(() -> closed = true);
            out.onCredit(() -> {
                while (sent < count && out.hasCredit()) {
                    out.send("n" + sent++);
                }
                if (count > 0 && sent == count) {
                    out.end();
                }
            });
        }
    }
}
