package io.clustergateway.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A flag of {@code serve}, of the table that the program itself reads. */
record ServeFlag(String name, String kind) {

    private static final Path TABLE =
            Path.of("..", "dist", "src", "main", "resources").resolve("io/clustergateway/dist/flags.txt");

    /** By name. {@code feature-gates} is the one flag that the table lacks, since it holds no single setting. */
    static Map<String, ServeFlag> all() {
        try (var lines = Files.lines(TABLE)) {
            Map<String, ServeFlag> flags = lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|"))
                    .map(columns -> new ServeFlag(columns[1], columns[2]))
                    .collect(Collectors.toMap(ServeFlag::name, Function.identity()));
            flags.put("feature-gates", new ServeFlag("feature-gates", "gates"));
            return flags;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean takes(String value) {
        return switch (kind) {
            case "bool" -> value.matches("true|false");
            case "int" -> value.matches("\\d+");
            case "duration" -> value.matches("\\d+(ms|s|m|h)");
            case "gates" -> value.matches("\\w+=(true|false)(,\\w+=(true|false))*");
            default -> !value.isEmpty();
        };
    }
}
