package io.clustergateway.chart.observe;

import io.clustergateway.chart.OwnProcess;
import io.clustergateway.dist.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One gateway as a process. */
final class Replica implements AutoCloseable {
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
        return new Replica(OwnProcess.start(log, command, Map.of()), managementPort);
    }

    int managementPort() {
        return managementPort;
    }

    /** Waits until it listens. */
    int awaitSecurePort() {
        return process.awaitSecurePort();
    }

    @Override
    public void close() {
        process.close();
    }
}
