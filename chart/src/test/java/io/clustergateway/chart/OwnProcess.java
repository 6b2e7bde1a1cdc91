package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that writes a log and does not outlive this JVM. */
public final class OwnProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final String LISTENS = "securePort=";
    private static final int PATIENCE_SECONDS = 60;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path log;

    private OwnProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param environment beside this JVM's
     */
    public static OwnProcess start(Path log, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile());
        builder.environment().remove("KUBECONFIG");
        builder.environment().putAll(environment);
        Process process = builder.start();
        RUNNING.add(process);
        process.onExit().thenAccept(RUNNING::remove);
        return new OwnProcess(process, log);
    }

    /** Fails with its log when it has ended. */
    public boolean alive() {
        if (!process.isAlive()) {
            throw new AssertionError("it ended with %d:\n%s".formatted(process.exitValue(), log()));
        }
        return true;
    }

    /** Waits for the line by which {@code serve} says that it listens, and returns its secure port. */
    public int awaitSecurePort() {
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> alive() && log().contains(LISTENS));
        return Integer.parseInt(log().split(LISTENS, 2)[1].split("\\D", 2)[0]);
    }

    /** What it has said. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to go, as a kubelet does. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(log())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
