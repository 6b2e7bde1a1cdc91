package io.clustergateway.dist.migrate;

import io.clustergateway.dist.cluster.Hub;
import io.clustergateway.dist.cluster.HubFlags;
import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.dist.report.Outcome;
import io.clustergateway.dist.report.Report;
import io.clustergateway.kernel.StartFault;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway migrate check}. */
@Command(
        name = "check",
        sortOptions = false,
        description = {
            "Look at a hub with the Go program in it, and say what changes when this program takes its place: arguments, members,"
                    + " rules, rights, add-on. Nothing is changed (docs/migrate-from-go.md).",
            "",
            "fault: it would not work, mend it first. warning: it works, and not as before. Exits with 0 when there are warnings"
                    + " at most, with 1 when it could not look, with 2 when there are faults.",
            ""
        })
final class CheckCommand implements Callable<Integer> {
    private static final int FOUND = 2;

    private final Function<List<String>, StartLine> startLines;

    @Mixin
    private HubFlags flags = new HubFlags();

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "Print JSON, with the stable ids of checks, instead of words.")
    private String output = "";

    @Option(names = "--verbose", description = "Say what was seen where nothing changes, too.")
    private boolean verbose;

    @Option(names = "--strict", description = "Exit with 2 when there are warnings.")
    private boolean strict;

    CheckCommand(Function<List<String>, StartLine> startLines) {
        this.startLines = startLines;
    }

    @Override
    public Integer call() {
        if (!List.of("", "json").contains(output)) {
            throw new StartFault("--output: %s (expected: json)".formatted(output));
        }
        boolean isNamed = spec.commandLine().getParseResult().hasMatchedOption("--secret-namespace");
        try (Hub hub = flags.open()) {
            Report report = new Survey(hub, isNamed, startLines).report();
            print(report);
            boolean isFound = report.count(Outcome.FAULT) > 0 || strict && report.count(Outcome.WARNING) > 0;
            return isFound ? FOUND : 0;
        } catch (ServerFault fault) {
            throw new StartFault(fault.getMessage(), fault);
        }
    }

    private void print(Report report) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.equals("json")) {
            out.println(report.json().encodePrettily());
        } else {
            report.words(verbose).forEach(out::println);
            out.println("What no look at a hub can tell is in docs/migrate-from-go.md.");
        }
        out.flush();
    }
}
