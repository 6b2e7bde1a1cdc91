package io.clustergateway.testkit.kubelet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A process's standard input: the event loop fills a bounded queue, a thread empties it. */
final class ProcessInput implements SpdySink, Runnable {

    private static final int FULL = 256 * 1024;
    private static final int LOW = 64 * 1024;

    private final SpdyStream stream;
    private final OutputStream out;
    private final BlockingQueue<Optional<byte[]>> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    ProcessInput(SpdyStream stream, OutputStream out) {
        this.stream = stream;
        this.out = out;
    }

    @Override
    public void data(ByteBuf bytes) {
        byte[] copy = ByteBufUtil.getBytes(bytes);
        bytes.release();
        queue.add(Optional.of(copy));
        if (waiting.addAndGet(copy.length) >= FULL) {
            stream.pause();
        }
    }

    @Override
    public void end() {
        queue.add(Optional.empty());
    }

    @Override
    public void run() {
        try (out) {
            for (Optional<byte[]> next = queue.take(); next.isPresent(); next = queue.take()) {
                write(next.get());
            }
        } catch (IOException e) {
            drain(); // the process ended or closed its input: what still comes is nobody's
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(byte[] bytes) throws IOException {
        taken(bytes.length);
        out.write(bytes);
        if (queue.isEmpty()) {
            out.flush();
        }
    }

    private void taken(int length) {
        int left = waiting.addAndGet(-length);
        if (left < LOW && left + length >= LOW) {
            stream.resume();
        }
    }

    private void drain() {
        try {
            for (Optional<byte[]> next = queue.take(); next.isPresent(); next = queue.take()) {
                taken(next.get().length);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
