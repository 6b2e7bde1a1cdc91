package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.Main;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pod's container as a process of this machine, since no kubelet runs: its arguments as the hub has them. */
final class PodProcess {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("POD_NAME", "cluster-gateway-0", "POD_NAMESPACE", Manifests.NAMESPACE);

    private PodProcess() {}

    /**
     * Starts it.
     *
     * @param spec of the pod
     * @param changes what takes the place of an argument, for ports that may be taken here
     * @param more flags after those of the manifest
     */
    static OwnProcess start(JsonObject spec, PodFiles files, Map<String, String> changes, String... more)
            throws IOException {
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
        Path log = Files.createTempFile(files.kubeconfig().getParent(), "pod", ".log");
        return OwnProcess.start(log, command, ENVIRONMENT);
    }

    private static List<String> arguments(JsonObject spec) {
        return spec.getJsonArray("containers").getJsonObject(0).getJsonArray("args").stream()
                .map(String.class::cast)
                .toList();
    }
}
