package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Main;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pod's container as a process of this machine, since no kubelet runs: its arguments as the hub has them. */
final class PodProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private PodProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param spec of the pod
     * @param changes what takes the place of an argument, for ports that may be taken here
     * @param more flags after those of the manifest
     */
    static PodProcess start(JsonObject spec, PodFiles files, Map<String, String> changes, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        List<String> arguments = arguments(spec);
        assertThat(arguments).containsAll(changes.keySet());
        arguments.forEach(argument -> command.add(files.moved(changes.getOrDefault(argument, argument))));
        command.addAll(List.of(more));
        try {
            Path log = Files.createTempFile(files.kubeconfig().getParent(), "pod", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().remove("KUBECONFIG");
            builder.environment().put("POD_NAME", "cluster-gateway-0");
            builder.environment().put("POD_NAMESPACE", Manifests.NAMESPACE);
            return new PodProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the line by which {@code serve} says that it listens, and returns its secure port. */
    int awaitPort() {
        String said = "securePort=";
        await().atMost(60, TimeUnit.SECONDS).until(() -> !process.isAlive() || log().contains(said));
        assertThat(log()).contains(said);
        return Integer.parseInt(log().split(said, 2)[1].split("\\D", 2)[0]);
    }

    /** Asks it to go, as a kubelet does. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(log()).isTrue();
        return process.exitValue();
    }

    /** What it has said. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static List<String> arguments(JsonObject spec) {
        return spec.getJsonArray("containers").getJsonObject(0).getJsonArray("args").stream()
                .map(String.class::cast)
                .toList();
    }
}
