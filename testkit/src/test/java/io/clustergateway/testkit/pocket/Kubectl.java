package io.clustergateway.testkit.pocket;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real kubectl, with a kubeconfig and a home of its own. */
final class Kubectl {

    private final Path home;
    private final Path kubeconfig;

    private final Map<String, String> environment;

    private Kubectl(Path home, Path kubeconfig, Map<String, String> environment) {
        this.home = home;
        this.kubeconfig = kubeconfig;
        this.environment = environment;
    }

    record Outcome(int exitCode, String stdout, String stderr) {}

    /** Skips the test where there is no kubectl. */
    static Kubectl with(Path home, Kubeconfig kubeconfig) {
        boolean present = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        assumeTrue(present, "no kubectl on the PATH: its tests are skipped");
        return new Kubectl(home, kubeconfig.writeTo(home.resolve("kubeconfig")), Map.of("HOME", home.toString()));
    }

    /** The same kubectl with one more environment variable. */
    Kubectl in(String variable, String value) {
        return new Kubectl(home, kubeconfig, Map.of("HOME", home.toString(), variable, value));
    }

    Outcome run(String... arguments) {
        return feed("", arguments);
    }

    Outcome feed(String stdin, String... arguments) {
        try {
            Path out = Files.createTempFile(home, "out", "");
            Path err = Files.createTempFile(home, "err", "");
            Process process = builder(arguments)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(stdin.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new Outcome(process.waitFor(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("kubectl " + List.of(arguments), e);
        }
    }

    /** A kubectl that runs until the test destroys it; its output grows in {@code output}. */
    Process start(Path output, String... arguments) {
        try {
            return builder(arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("kubectl " + List.of(arguments), e);
        }
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }
}
