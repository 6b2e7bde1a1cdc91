package io.clustergateway.testkit.real;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that writes a log and does not outlive this JVM. */
final class Daemon {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int TAIL_LINES = 25;

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "kill-daemons"));
    }

    private final String name;
    private final Path log;
    private final Process process;

    private Daemon(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts {@code command}; what it prints is appended to {@code log}. */
    static Daemon launch(String name, List<String> command, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return new Daemon(name, log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + " (" + command.get(0) + ")", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits; ends early when the process does. */
    void idle(Duration pause) {
        try {
            process.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Kills without warning, as a lost machine would, and waits until the ports are free again. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void signal(String signal) {
        Commands.run(List.of("/bin/sh", "-c", "kill -" + signal + " " + process.pid()));
    }

    /** The last lines of the log, introduced by the process's name and state. */
    String tail() {
        try (var lines = Files.lines(log)) {
            List<String> all = lines.toList();
            String last = String.join("\n    ", all.subList(Math.max(0, all.size() - TAIL_LINES), all.size()));
            return name + (isAlive() ? " is running" : " ended with exit code " + process.exitValue())
                    + "; the end of its log:\n    " + last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "Daemon[" + name + ", pid=" + process.pid() + "]";
    }
}
