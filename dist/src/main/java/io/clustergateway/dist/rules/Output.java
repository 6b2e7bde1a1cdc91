package io.clustergateway.dist.rules;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** {@code -o}: words for people, or JSON. */
final class Output {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "Print JSON instead of words.")
    private String format = "";

    /** Prints one of the two. */
    void print(Supplier<List<String>> words, Supplier<JsonObject> json) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case "" -> words.get().forEach(out::println);
            case "json" -> out.println(json.get().encodePrettily());
            default ->
                throw new ParameterException(spec.commandLine(), "--output: %s (expected: json)".formatted(format));
        }
        out.flush();
    }
}
