package io.clustergateway.testkit.link;

import io.clustergateway.testkit.link.Toxic.Type;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The bytes of one direction: each piece waits for its time, one after the other. Lives on the connection's context. */
final class SpoiledStream {
    private static final int MOST_HELD = 256 * 1024;
    private static final int TICKS_A_SECOND = 20;

    private final Deque<Piece> held = new ArrayDeque<>();
    private final Vertx vertx;
    private final NetSocket from;
    private final NetSocket to;
    private final Function<Type, List<Toxic>> toxics;
    private long heldBytes;
    private long sentBytes;
    private long lastDue = System.nanoTime();
    private boolean waiting;
    private boolean ended;

    /** The pause after a piece is in milliseconds. */
    private record Piece(Buffer bytes, long due, long pauseAfter) {}

    SpoiledStream(Vertx vertx, NetSocket from, NetSocket to, Function<Type, List<Toxic>> toxics) {
        this.vertx = vertx;
        this.from = from;
        this.to = to;
        this.toxics = toxics;
    }

    void start() {
        from.handler(this::take);
        from.resume();
    }

    /** The end follows the bytes before it. */
    void sourceEnded() {
        ended = true;
        advance();
    }

    private void take(Buffer bytes) {
        if (isOn(Type.TIMEOUT) || isOn(Type.RESET_PEER) || isOn(Type.HALF_OPEN)) {
            return;
        }
        lastDue = Math.max(lastDue, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(latency()));
        cut(bytes);
        heldBytes += bytes.length();
        if (heldBytes > MOST_HELD) {
            from.pause();
        }
        advance();
    }

    private long latency() {
        long sum = 0;
        for (Toxic toxic : toxics.apply(Type.LATENCY)) {
            int jitter = toxic.attribute("jitter");
            int off = jitter == 0 ? 0 : ThreadLocalRandom.current().nextInt(-jitter, jitter + 1);
            sum += Math.max(0, toxic.attribute("latency") + off);
        }
        return sum;
    }

    private void cut(Buffer bytes) {
        int at = 0;
        while (at < bytes.length()) {
            int size = Math.min(size(bytes.length()), bytes.length() - at);
            held.add(new Piece(bytes.slice(at, at + size), lastDue, pause(size)));
            at += size;
        }
    }

    private int size(int whole) {
        int size = whole;
        for (Toxic toxic : toxics.apply(Type.SLICER)) {
            int variation = toxic.attribute("size_variation");
            int off = variation == 0 ? 0 : ThreadLocalRandom.current().nextInt(-variation, variation + 1);
            size = Math.min(size, Math.max(1, toxic.attribute("average_size") + off));
        }
        for (Toxic toxic : toxics.apply(Type.BANDWIDTH)) {
            size = Math.min(size, Math.max(1, toxic.attribute("rate") * 1024 / TICKS_A_SECOND));
        }
        return size;
    }

    private long pause(int size) {
        long millis = 0;
        for (Toxic toxic : toxics.apply(Type.SLICER)) {
            millis += TimeUnit.MICROSECONDS.toMillis(toxic.attribute("delay"));
        }
        for (Toxic toxic : toxics.apply(Type.BANDWIDTH)) {
            millis += size * 1000L / Math.max(1, toxic.attribute("rate") * 1024L);
        }
        return millis;
    }

    private void advance() {
        while (!waiting) {
            Piece piece = held.peek();
            if (piece == null) {
                finish();
                return;
            }
            long early = TimeUnit.NANOSECONDS.toMillis(piece.due() - System.nanoTime());
            if (early > 0) {
                waitFor(early);
            } else {
                held.remove();
                send(piece);
            }
        }
    }

    private void send(Piece piece) {
        heldBytes -= piece.bytes().length();
        if (heldBytes <= MOST_HELD / 2) {
            from.resume();
        }
        long left = toxics.apply(Type.LIMIT_DATA).stream()
                .mapToLong(toxic -> toxic.attribute("bytes") - sentBytes)
                .min()
                .orElse(Long.MAX_VALUE);
        int size = (int) Math.max(0, Math.min(left, piece.bytes().length()));
        sentBytes += size;
        to.write(piece.bytes().slice(0, size));
        if (left <= piece.bytes().length()) {
            to.close();
            from.close();
        } else if (piece.pauseAfter() > 0) {
            waitFor(piece.pauseAfter());
        } else if (to.writeQueueFull()) {
            waiting = true;
            to.drainHandler(drained -> goOn());
        }
    }

    private void finish() {
        if (!ended || isOn(Type.HALF_OPEN)) {
            return;
        }
        long delay = toxics.apply(Type.SLOW_CLOSE).stream()
                .mapToLong(toxic -> toxic.attribute("delay"))
                .sum();
        if (delay > 0) {
            vertx.setTimer(delay, late -> to.close());
        } else {
            to.close();
        }
    }

    private void waitFor(long millis) {
        waiting = true;
        vertx.setTimer(millis, due -> goOn());
    }

    private void goOn() {
        waiting = false;
        advance();
    }

    private boolean isOn(Type type) {
        return !toxics.apply(type).isEmpty();
    }
}
