package io.clustergateway.chaos.rig;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gateway as a process of its own, on ports that it keeps when it is started again. */
public final class Replica implements AutoCloseable {
    private static final String AUDIT_LOG = "--audit-log-path=";
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ProcessLog log = new ProcessLog();
    private final int port = freePort();
    private final int managementPort = freePort();
    private final int debugPort = freePort();
    private final Queue<Death> deaths = new ConcurrentLinkedQueue<>();
    private final String name;
    private final boolean debugger;
    private final List<String> flags;
    private Process process;
    private @Nullable Vitals vitals;
    private @Nullable LoopBlocker blocker;

    /** When one ended, in {@link System#nanoTime}: from the signal until it was gone. */
    public record Death(String replica, long from, long until) {}

    /**
     * Starts one.
     *
     * @param name of its Pod
     * @param debugger whether its threads can be suspended
     */
    Replica(String name, boolean debugger, List<String> flags) {
        this.name = name;
        this.debugger = debugger;
        this.flags = List.copyOf(flags);
        begin();
        // A rig that never comes to stand, or a scenario that nobody waits for, closes nothing.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    /** Begins to start; {@link #awaitReady} waits. */
    void begin() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+AllowRedefinitionToAddDeleteMethods",
                "-Dio.netty.leakDetection.level=paranoid"));
        if (debugger) {
            command.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort);
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.clustergateway.hound.Hounded",
                "io.clustergateway.dist.Main",
                "serve",
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--management-address=127.0.0.1",
                "--management-port=" + managementPort));
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("KUBERNETES_SERVICE_HOST");
        builder.environment().put("POD_NAME", name);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        log.follow(process);
    }

    /** Waits until it says that it is ready. */
    void awaitReady() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(process.isAlive()).as(log.toString()).isTrue();
            return isReady();
        });
        if (vitals == null || vitals.pid() != process.pid()) {
            vitals = new Vitals(process.pid());
        }
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    /** Every end of it so far. */
    public List<Death> deaths() {
        return List.copyOf(deaths);
    }

    /** Ids of the requests that it got as far as its audit log tells; it has to keep one in a file, in a blocking mode. */
    public Set<String> audited() {
        String path = flags.stream()
                .filter(flag -> flag.startsWith(AUDIT_LOG))
                .findFirst()
                .orElseThrow()
                .substring(AUDIT_LOG.length());
        try (Stream<String> lines = Files.lines(Path.of(path))) {
            return lines.filter(line -> line.endsWith("}"))
                    .map(line -> new JsonObject(line).getString("auditID"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        return log.toString();
    }

    /** Each place where an event loop of it was blocked so far, with its frames. */
    public List<String> blockedLoops() {
        return log.blockedLoops();
    }

    /** Open descriptors, threads and live heap. */
    public Level level() {
        return requireNonNull(vitals, "vitals").level();
    }

    /** How many threads of each name it has. */
    public Map<String, Long> threadsByName() {
        return requireNonNull(vitals, "vitals").threadsByName();
    }

    public boolean isReady() {
        return get("/readyz").startsWith("ok");
    }

    /** Empty when it does not answer. */
    public String get(String target) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + target))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void kill() {
        end(Process::destroyForcibly);
    }

    /** SIGTERM; waits until it is down. */
    public void terminate() {
        end(Process::destroy);
        assertThat(process.exitValue()).as(log.toString()).isZero();
    }

    /** What can be done to it as it runs now. */
    public ProcessFaults faults() {
        return new ProcessFaults(process.pid());
    }

    public void blockLoop() {
        blocker = LoopBlocker.block(debugPort);
    }

    public void unblockLoop() {
        requireNonNull(blocker, "blocker").close();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    private void end(Consumer<Process> signal) {
        long from = System.nanoTime();
        signal.accept(process);
        awaitEnd();
        deaths.add(new Death(name, from, System.nanoTime()));
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
