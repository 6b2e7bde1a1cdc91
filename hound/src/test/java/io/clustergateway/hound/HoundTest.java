package io.clustergateway.hound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In this process, whose JVM has the flag that the hound needs. */
final class HoundTest {
    private static final ConcurrentLinkedQueue<BlockedLoop> finds = new ConcurrentLinkedQueue<>();
    private static Vertx vertx;

    @TempDir
    Path folder;

    @BeforeAll
    static void release() {
        Hound.release(finds::add);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @BeforeEach
    void forget() {
        finds.clear();
    }

    @Test
    void tellsSleepOnAnEventLoopOnceWithItsPlace() {
        for (int i = 0; i < 3; i++) {
            onLoop(HoundTest::sleep);
        }
        await().until(() -> !finds.isEmpty());
        assertThat(finds).singleElement().satisfies(find -> {
            assertThat(find.call()).contains("sleep");
            assertThat(find.thread()).startsWith("vert.x-eventloop-thread");
            assertThat(find.trace()).contains("HoundTest.sleep(HoundTest.java:");
        });
    }

    @Test
    void tellsFilesReadByNio() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        onLoop(() -> Files.readString(file));
        await().until(() -> calls().stream().anyMatch(call -> call.contains("open0"))
                && calls().stream().anyMatch(call -> call.contains("read0")));
    }

    @Test
    void letsWorkersBlock() {
        vertx.executeBlocking(HoundTest::sleep).await();
        marker();
        assertThat(finds).allMatch(find -> find.trace().contains("marker"));
    }

    @Test
    void letsAllowedMethodsBlockForTheirReason() {
        assertThat(Allowed.ofThisProject().methods()).allSatisfy(method -> {
            assertThat(Class.forName(method.type(), false, getClass().getClassLoader())
                            .getDeclaredMethods())
                    .as(method.toString())
                    .anyMatch(declared -> declared.getName().equals(method.name()));
            assertThat(method.reason()).isNotBlank();
        });
    }

    /** Once it is told, so would be everything before it. */
    private static void marker() {
        Callable<Void> marker = () -> {
            Thread.sleep(1);
            return null;
        };
        onLoop(marker);
        await().until(() -> !finds.isEmpty());
    }

    private static List<String> calls() {
        return finds.stream().map(BlockedLoop::call).toList();
    }

    private static Void sleep() throws InterruptedException {
        Thread.sleep(1);
        return null;
    }

    private static void onLoop(Callable<?> blocking) {
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(loop -> {
            try {
                blocking.call();
                done.complete();
            } catch (Exception e) {
                done.fail(e);
            }
        });
        done.future().await();
    }
}
