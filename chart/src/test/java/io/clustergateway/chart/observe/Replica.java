package io.clustergateway.chart.observe;

import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One gateway as a process. */
final class Replica implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LISTENS = "securePort=";

    private final OwnProcess process;
    private final int managementPort;

    private Replica(OwnProcess process, int managementPort) {
        this.process = process;
        this.managementPort = managementPort;
    }

    static Replica start(Path log, List<String> flags) throws IOException {
        int managementPort = OwnProcess.freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--secure-port=0",
                "--management-port=" + managementPort));
        command.addAll(flags);
        return new Replica(OwnProcess.start(log, command), managementPort);
    }

    int managementPort() {
        return managementPort;
    }

    /** Waits until it listens. */
    int awaitSecurePort() {
        await().atMost(PATIENCE).until(() -> process.alive() && process.log().contains(LISTENS));
        return Integer.parseInt(process.log().split(LISTENS, 2)[1].split("\\D", 2)[0]);
    }

    @Override
    public void close() {
        process.close();
    }
}
