package io.clustergateway.forwarder.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests, or streams, of the whole process by caller, as long as they have any. Safe from any thread. */
final class Census {
    private final AtomicInteger total = new AtomicInteger();
    private final Map<String, Integer> callers = new ConcurrentHashMap<>();

    /** Counts one more unless the caller has {@code most} already. */
    boolean enter(String caller, int most) {
        boolean[] entered = {false};
        callers.compute(caller, (name, known) -> {
            int held = known == null ? 0 : known;
            entered[0] = held < most;
            return entered[0] ? Integer.valueOf(held + 1) : known;
        });
        if (entered[0]) {
            total.incrementAndGet();
        }
        return entered[0];
    }

    void leave(String caller) {
        callers.computeIfPresent(caller, (name, held) -> held == 1 ? null : held - 1);
        total.decrementAndGet();
    }

    /** Two that enter at the same time may both see room for one: limits of the whole are that exact. */
    int total() {
        return total.get();
    }

    int callers() {
        return callers.size();
    }
}
