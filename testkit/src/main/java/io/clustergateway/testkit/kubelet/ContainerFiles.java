package io.clustergateway.testkit.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder that plays a container's root: absolute paths among a command's arguments are meant relative to it. */
record ContainerFiles(Path root) {

    private static final Set<String> PROGRAMS =
            Set.of("cat", "date", "echo", "false", "head", "ls", "sh", "sleep", "tar", "test", "true", "wc");

    static ContainerFiles in(Path root) {
        try {
            Files.createDirectories(root.resolve("tmp"));
            return new ContainerFiles(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when the container has no such program. */
    Optional<ProcessBuilder> prepare(List<String> command) {
        if (command.isEmpty() || !PROGRAMS.contains(command.get(0))) {
            return Optional.empty();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        command.stream().map(ContainerFiles::relative).toList())
                .directory(root.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH", "LANG"));
        return Optional.of(builder);
    }

    private static String relative(String argument) {
        String path = argument.replaceFirst("^/+", "");
        return argument.startsWith("/") && path.isEmpty() ? "." : path;
    }
}
