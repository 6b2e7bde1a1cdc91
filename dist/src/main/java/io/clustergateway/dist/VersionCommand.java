package io.clustergateway.dist;

import io.clustergateway.kernel.ops.Build;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway version}. */
@Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "Print all there is as JSON.")
    private String output = "";

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .println(
                        switch (output) {
                            case "" -> getVersion()[0];
                            case "json" -> Build.CURRENT.json().encodePrettily();
                            default ->
                                throw new ParameterException(
                                        spec.commandLine(), "--output: %s (expected: json)".formatted(output));
                        });
        return 0;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Cluster Gateway " + Build.CURRENT.version()};
    }
}
