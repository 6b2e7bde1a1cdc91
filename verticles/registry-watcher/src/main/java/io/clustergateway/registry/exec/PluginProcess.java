package io.clustergateway.registry.exec;

import io.clustergateway.registry.exec.PluginFault.Status;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs programs to their end, blocking: no shell, nothing to read, nothing of the gateway's environment, and no longer and
 * no more output than allowed. What they write to standard error is thrown away, because it may hold anything.
 */
final class PluginProcess {
    static final int MOST_OUTPUT = 64 << 10;
    private static final File NOTHING = new File("/dev/null");
    private static final File ROOT = new File("/");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    byte[] run(List<String> command, Map<String, String> env, Duration limit) throws PluginFault, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Process process = start(command, env);
        running.add(process);
        if (closed) {
            kill(process);
        }
        try {
            byte[] output = output(process).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (output.length > MOST_OUTPUT) {
                throw failed("it wrote more than %d bytes".formatted(MOST_OUTPUT));
            }
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw late(limit);
            }
            if (process.exitValue() != 0) {
                throw failed("it exited with code " + process.exitValue());
            }
            return output;
        } catch (TimeoutException e) {
            throw late(limit);
        } catch (ExecutionException e) {
            throw failed("its output cannot be read");
        } finally {
            kill(process);
            running.remove(process);
        }
    }

    /** Kills whatever runs, from any thread. */
    void close() {
        closed = true;
        running.forEach(PluginProcess::kill);
    }

    private static Process start(List<String> command, Map<String, String> env) throws PluginFault {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT)
                .redirectInput(NOTHING)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().putAll(env);
        try {
            return builder.start();
        } catch (IOException e) {
            boolean isThere = Files.exists(Path.of(command.get(0)));
            throw new PluginFault(
                    isThere ? Status.PLUGIN_EXECUTION_ERROR : Status.PLUGIN_NOT_FOUND_ERROR,
                    isThere ? "it cannot be executed" : "there is no such file");
        }
    }

    /* A thread of its own: a grandchild may hold the pipe open for ever, and no read of one can be ended. */
    private static CompletableFuture<byte[]> output(Process process) {
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        InputStream stream = process.getInputStream();
        Thread reader = new Thread(
                () -> {
                    try {
                        output.complete(stream.readNBytes(MOST_OUTPUT + 1));
                    } catch (IOException e) {
                        output.completeExceptionally(e);
                    }
                },
                "exec-plugin-output");
        reader.setDaemon(true);
        reader.start();
        return output;
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static PluginFault late(Duration limit) {
        return failed("it was killed, not done within %d ms".formatted(limit.toMillis()));
    }

    private static PluginFault failed(String what) {
        return new PluginFault(Status.PLUGIN_EXECUTION_ERROR, what);
    }
}
