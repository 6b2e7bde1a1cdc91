package io.clustergateway.dist;

import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.RealApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Some who ask the hub for one path, one request after the other, and note whatever is no success. */
final class HubCallers implements AutoCloseable {
    private static final int CALLERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RealApiServer hub;
    private final String path;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private final List<Thread> threads;
    private volatile boolean stopped;

    HubCallers(RealApiServer hub, String path) {
        this.hub = hub;
        this.path = path;
        threads = IntStream.range(0, CALLERS)
                .mapToObj(number -> new Thread(this::run, "caller-" + number))
                .toList();
        threads.forEach(Thread::start);
    }

    /** How many requests are over. */
    long answered() {
        return answered.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private void run() {
        while (!stopped) {
            try {
                ApiAnswer answer = hub.request("GET", path, "");
                if (!answer.isSuccess()) {
                    failures.add(answer.status() + " " + answer.body());
                }
            } catch (RuntimeException e) {
                failures.add(e.toString());
            }
            answered.incrementAndGet();
        }
    }

    @Override
    public void close() {
        stopped = true;
        await().atMost(PATIENCE).until(() -> threads.stream().noneMatch(Thread::isAlive));
    }
}
