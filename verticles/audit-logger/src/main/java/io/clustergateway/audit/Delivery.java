package io.clustergateway.audit;

import io.clustergateway.kernel.contract.AuditEvent;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One backend with its buffer and its thread, the only one that blocks for it. Methods are called on one context. */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    private static final int GROUP = 400;
    private static final long LOOK_MILLIS = 100;

    private final Backend backend;
    private final DeliverySettings settings;
    private final AuditMeters meters;
    private final ModuleContext module;
    private final Context context;
    private final String warning;
    private final Throttle throttle;
    private final BlockingQueue<Entry> waiting;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Promise<Void> ended = Promise.promise();

    Delivery(Backend backend, DeliverySettings settings, AuditMeters meters, ModuleContext module, Context context) {
        this.backend = backend;
        this.settings = settings;
        this.meters = meters;
        this.module = module;
        this.context = context;
        this.warning = "audit-" + backend.plugin();
        this.throttle =
                new Throttle(settings.mode().waits() ? 0 : settings.throttle(), settings.burst(), module.ticker());
        this.waiting = new ArrayBlockingQueue<>(settings.bufferSize());
    }

    /** Opens the backend; blocks. */
    void open() throws IOException {
        backend.open(closing);
        Thread thread = new Thread(this::run, "audit-" + backend.plugin());
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether a lost first event refuses the request. */
    boolean isStrict() {
        return settings.mode() == Mode.BLOCKING_STRICT;
    }

    /** Takes events over; whether none was lost, told after the write in a blocking mode, and at once otherwise. */
    Future<Boolean> deliver(List<AuditEvent> events) {
        List<Future<Boolean>> writes = new ArrayList<>();
        for (AuditEvent event : events) {
            Optional<Promise<Boolean>> told =
                    settings.mode().waits() ? Optional.of(Promise.promise()) : Optional.empty();
            if (waiting.offer(new Entry(event, told))) {
                told.ifPresent(promise -> writes.add(promise.future()));
            } else {
                lost("buffered", 1, "the buffer of %d events is full".formatted(settings.bufferSize()));
                writes.add(Future.succeededFuture(false));
            }
        }
        return Future.join(writes).map(all -> writes.stream().allMatch(Future::result));
    }

    /** What waits is still written, without pauses; completes when that is done. */
    Future<Void> close() {
        closing.countDown();
        return ended.future();
    }

    private void run() {
        try {
            while (closing.getCount() > 0 || !waiting.isEmpty()) {
                List<Entry> batch = next();
                if (!batch.isEmpty()) {
                    write(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            backend.close();
            context.runOnContext(done -> ended.tryComplete());
        }
    }

    private List<Entry> next() throws InterruptedException {
        List<Entry> batch = new ArrayList<>();
        Entry first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
            return batch;
        }
        batch.add(first);
        if (settings.mode().waits()) {
            waiting.drainTo(batch, GROUP - 1);
            return batch;
        }
        gather(batch);
        closing.await(throttle.take(), TimeUnit.NANOSECONDS);
        return batch;
    }

    private void gather(List<Entry> batch) throws InterruptedException {
        long end = System.nanoTime() + settings.maxWait().toNanos();
        long look = Duration.ofMillis(LOOK_MILLIS).toNanos();
        while (batch.size() < settings.maxSize()) {
            waiting.drainTo(batch, settings.maxSize() - batch.size());
            long left = end - System.nanoTime();
            if (left <= 0 || closing.getCount() == 0 || batch.size() >= settings.maxSize()) {
                return;
            }
            Entry more = waiting.poll(Math.min(left, look), TimeUnit.NANOSECONDS);
            if (more != null) {
                batch.add(more);
            }
        }
    }

    private void write(List<Entry> batch) {
        List<Entry> part = new ArrayList<>();
        List<JsonObject> events = new ArrayList<>();
        long size = 0;
        for (Entry entry : batch) {
            JsonObject event = EventJson.of(entry.event());
            int length =
                    settings.maxEventBytes() == 0 ? 0 : EventJson.line(event).length();
            if (length > settings.maxEventBytes()) {
                lost("truncate", 1, "an event of %d bytes is larger than allowed".formatted(length));
                tell(List.of(entry), false);
                continue;
            }
            if (size + length > settings.maxBatchBytes()) {
                send(part, events);
                part = new ArrayList<>();
                events = new ArrayList<>();
                size = 0;
            }
            part.add(entry);
            events.add(event);
            size += length;
        }
        send(part, events);
    }

    private void send(List<Entry> entries, List<JsonObject> events) {
        if (events.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            backend.write(events);
            written = true;
            if (failing.compareAndSet(true, false)) {
                module.readiness().clear(warning);
                log.info("audit events are written again to={}", backend.target());
            }
        } catch (IOException | RuntimeException e) {
            lost(backend.plugin(), events.size(), cause(e));
        }
        tell(entries, written);
    }

    private void lost(String plugin, int count, String why) {
        meters.lost(plugin, count);
        String text = "audit events are lost: %s: %s (mode %s; mend: %s)"
                .formatted(
                        backend.target(),
                        why,
                        settings.mode(),
                        backend.plugin().equals("log")
                                ? "room on the disk and a file this process may write"
                                : "a server that takes them in time");
        module.readiness().warn(warning, text);
        if (failing.compareAndSet(false, true)) {
            log.warn("{}", text);
        }
    }

    private void tell(List<Entry> entries, boolean written) {
        if (settings.mode().waits()) {
            context.runOnContext(
                    now -> entries.forEach(entry -> entry.told().ifPresent(told -> told.tryComplete(written))));
        }
    }

    private static String cause(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private record Entry(AuditEvent event, Optional<Promise<Boolean>> told) {}
}
