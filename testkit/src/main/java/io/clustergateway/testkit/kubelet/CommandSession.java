package io.clustergateway.testkit.kubelet;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Exec: a process whose standard streams are the connection's. */
final class CommandSession implements SpdySession {

    private static final int CHUNK = 32 * 1024;

    private final SpdyConnection connection;
    private final Channel channel;
    private final StreamSet streams;
    private final boolean tty;
    private final List<String> command;
    private final ContainerFiles files;
    private final Executor threads;
    private final Consumer<String> terminalSizes;
    private volatile Optional<Process> process = Optional.empty();

    CommandSession(
            Channel channel, PodPath path, List<String> command, ContainerPlace place, Consumer<String> terminalSizes) {
        this.channel = channel;
        this.connection = new SpdyConnection(channel, this);
        this.streams = StreamSet.of(path);
        this.tty = path.isSet("tty");
        this.command = List.copyOf(command);
        this.files = place.files();
        this.threads = place.threads();
        this.terminalSizes = terminalSizes;
    }

    SpdyConnection connection() {
        return connection;
    }

    @Override
    public void opened(SpdyStream stream) {
        if (streams.add(stream)) {
            streams.find("resize").ifPresent(resize -> resize.pipeTo(new TextSink(terminalSizes)));
            threads.execute(this::run);
        }
    }

    /** The copying threads wait for each write, so nothing piles up. */
    @Override
    public void writabilityChanged(boolean writable) {}

    @Override
    public void closed() {
        process.ifPresent(Process::destroyForcibly);
    }

    private void run() {
        Optional<ProcessBuilder> builder = files.prepare(command);
        if (builder.isEmpty()) {
            streams.finish(ExitStatus.notFound(program()), connection);
            return;
        }
        try {
            Process started = builder.get().redirectErrorStream(tty).start();
            process = Optional.of(started);
            if (!channel.isActive()) {
                closed(); // kubectl left while we were starting
            }
            feed(started);
            CompletableFuture<Void> errors =
                    CompletableFuture.runAsync(() -> copy(started.getErrorStream(), "stderr"), threads);
            copy(started.getInputStream(), "stdout");
            errors.join();
            streams.finish(ExitStatus.of(started.waitFor()), connection);
        } catch (IOException e) {
            streams.finish(ExitStatus.notFound(program()), connection); // this machine has no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String program() {
        return command.isEmpty() ? "" : command.get(0);
    }

    private void feed(Process started) throws IOException {
        Optional<SpdyStream> stdin = streams.find("stdin");
        if (stdin.isEmpty()) {
            started.getOutputStream().close();
            return;
        }
        ProcessInput input = new ProcessInput(stdin.get(), started.getOutputStream());
        threads.execute(input);
        channel.eventLoop().execute(() -> stdin.get().pipeTo(input));
    }

    /** Reads to the end even when nobody listens any more, so that the process can finish. */
    private void copy(InputStream from, String name) {
        Optional<SpdyStream> to = streams.find(name);
        byte[] chunk = new byte[CHUNK];
        try (from) {
            for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
                byte[] bytes = Arrays.copyOf(chunk, length);
                to.ifPresent(
                        stream -> stream.write(Unpooled.wrappedBuffer(bytes)).awaitUninterruptibly());
            }
        } catch (IOException e) {
            closed(); // reading fails only when the process is being killed
        }
    }
}
