package io.clustergateway.addon;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time since it was made, in nanoseconds: of the one event loop, and of the threads that call the hub. Those end when
 * they are idle and take their time with them, so it has to be looked at each second.
 */
final class Cpu {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> seen = new HashMap<>();
    private final long eventLoop;
    private double loop;
    private double callers;

    /** @param vertx with one event loop */
    Cpu(Vertx vertx) {
        Promise<Long> id = Promise.promise();
        vertx.getOrCreateContext()
                .runOnContext(ignored -> id.complete(Thread.currentThread().getId()));
        eventLoop = id.future().await();
        look();
        loop = 0;
        callers = 0;
    }

    void look() {
        loop += since(eventLoop);
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo thread = threads.getThreadInfo(id);
            if (thread != null
                    && (thread.getThreadName().startsWith("hub-")
                            || thread.getThreadName().startsWith("OkHttp"))) {
                callers += since(id);
            }
        }
    }

    double loop() {
        return loop;
    }

    double callers() {
        return callers;
    }

    private long since(long thread) {
        long now = Math.max(0, threads.getThreadCpuTime(thread));
        Long before = seen.put(thread, now);
        return Math.max(0, now - (before == null ? 0 : before));
    }
}
