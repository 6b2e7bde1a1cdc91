package io.clustergateway.testkit.real;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine's own kubectl, as one user of one server. Its discovery cache is private to {@code home}, so that an
 * earlier server on the same port is not believed.
 */
public final class Kubectl {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path binary;
    private final Path home;
    private final Map<String, String> environment;
    private final Optional<Path> input;

    private Kubectl(Path binary, Path home, Map<String, String> environment, Optional<Path> input) {
        this.binary = binary;
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.input = input;
    }

    /** kubectl of the downloaded binaries or of the PATH; empty where there is none. */
    public static Optional<Kubectl> find(Path home, Path kubeconfig) {
        return KubernetesAssets.findKubectl().map(binary -> of(binary, home, kubeconfig));
    }

    static Kubectl of(Path binary, Path home, Path kubeconfig) {
        return new Kubectl(binary, home, Map.of("KUBECONFIG", kubeconfig.toString()), Optional.empty());
    }

    /** The program itself, for commands of a shell. */
    public Path binary() {
        return binary;
    }

    public Kubectl withKubeconfig(Path kubeconfig) {
        return withEnvironment("KUBECONFIG", kubeconfig.toString());
    }

    /** Exec, attach, cp and port-forward by SPDY/3.1 at once; by default they try WebSocket first. */
    public Kubectl withSpdy() {
        return withEnvironment("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false")
                .withEnvironment("KUBECTL_PORT_FORWARD_WEBSOCKETS", "false");
    }

    public Kubectl withEnvironment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return new Kubectl(binary, home, more, input);
    }

    /** Standard input comes from this file; by default there is none. */
    public Kubectl withInput(Path file) {
        return new Kubectl(binary, home, environment, Optional.of(file));
    }

    /** Runs to the end; after 90 seconds it is killed, which is a failure. */
    public CommandResult run(String... arguments) {
        try (RunningCommand command = start(arguments)) {
            return command.await(PATIENCE);
        }
    }

    /** As {@link #run}, with standard output, which may be any bytes, in {@code file}; {@code out} stays empty. */
    public CommandResult runInto(Path file, String... arguments) {
        try (RunningCommand command = launch(file, arguments)) {
            CommandResult result = command.await(PATIENCE);
            return new CommandResult(result.exit(), "", result.err());
        }
    }

    /** Starts a command that runs until it is closed: {@code logs -f}, {@code get -w}, {@code port-forward}. */
    public RunningCommand start(String... arguments) {
        return launch(temporary("out"), arguments);
    }

    /** Runs a line of shell in {@code folder}, in which {@code kubectl} is this one. */
    public CommandResult shell(Path folder, String line) {
        String path = "%s:%s".formatted(binary.toAbsolutePath().getParent(), System.getenv("PATH"));
        String script = "cd '%s' && PATH='%s' && %s".formatted(folder, path, line);
        try (RunningCommand command = launch(temporary("out"), List.of("sh", "-c", script))) {
            return command.await(PATIENCE);
        }
    }

    private RunningCommand launch(Path out, String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        return launch(out, command);
    }

    private RunningCommand launch(Path out, List<String> command) {
        Path err = temporary("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        input.ifPresent(file -> builder.redirectInput(file.toFile()));
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        return RunningCommand.start(builder, out, err);
    }

    private Path temporary(String suffix) {
        try {
            return Files.createTempFile(Files.createDirectories(home.resolve("output")), "kubectl", "." + suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
