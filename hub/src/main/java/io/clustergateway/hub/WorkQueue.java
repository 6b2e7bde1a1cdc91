package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be looked at, by name: each name once, one at a time of the same name, so many a second and so many at a
 * time, so that thousands of members are no burst at the hub. Work that fails is done again after a pause that doubles
 * from a second to a minute. Used on one context only.
 */
public final class WorkQueue {
    private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);
    private static final int LONGEST_DOUBLINGS = 6;

    private final Vertx vertx;
    private final long pauseMillis;
    private final int atOnce;
    private final Function<String, Future<?>> work;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> underWay = new HashSet<>();
    private final Map<String, Long> later = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private long timer = -1;
    private int generation;

    /**
     * Empty.
     *
     * @param perSecond names taken up in a second at most, 1 to 1000
     * @param atOnce names under way at most
     * @param work what to do about a name; may throw
     */
    public WorkQueue(Vertx vertx, int perSecond, int atOnce, Function<String, Future<?>> work) {
        this.vertx = requireNonNull(vertx, "vertx");
        this.pauseMillis = 1000L / perSecond;
        this.atOnce = atOnce;
        this.work = requireNonNull(work, "work");
    }

    /** Looks at it soon; if it is under way, once more afterwards. */
    public void add(String name) {
        forget(name);
        waiting.add(name);
        wake();
    }

    /** Looks at it after a while, unless it is added before; a sooner time that is set already stands. */
    public void addAfter(String name, Duration pause) {
        if (!waiting.contains(name) && !later.containsKey(name)) {
            later.put(name, vertx.setTimer(Math.max(1, pause.toMillis()), id -> {
                later.remove(name);
                add(name);
            }));
        }
    }

    /** Forgets everything; what is under way ends by itself. */
    public void clear() {
        generation++;
        waiting.clear();
        failures.clear();
        later.values().forEach(vertx::cancelTimer);
        later.clear();
        vertx.cancelTimer(timer);
        timer = -1;
    }

    private void forget(String name) {
        Long id = later.remove(name);
        if (id != null) {
            vertx.cancelTimer(id);
        }
    }

    private void wake() {
        if (timer < 0 && !waiting.isEmpty()) {
            timer = vertx.setTimer(Math.max(1, pauseMillis), id -> {
                timer = -1;
                takeOne();
                wake();
            });
        }
    }

    private void takeOne() {
        if (underWay.size() >= atOnce) {
            return;
        }
        for (Iterator<String> names = waiting.iterator(); names.hasNext(); ) {
            String name = names.next();
            if (underWay.add(name)) {
                names.remove();
                run(name, generation);
                return;
            }
        }
    }

    private void run(String name, int begunIn) {
        Future.succeededFuture().compose(begin -> work.apply(name)).onComplete(done -> {
            underWay.remove(name);
            if (begunIn != generation) {
                return;
            }
            if (done.succeeded()) {
                failures.remove(name);
            } else {
                int doublings = Math.min(LONGEST_DOUBLINGS, failures.merge(name, 1, Integer::sum) - 1);
                log.debug(
                        "work failed name={} error={}",
                        name,
                        String.valueOf(done.cause().getMessage()));
                addAfter(name, Duration.ofSeconds(Math.min(60, 1L << doublings)));
            }
        });
    }
}
