package io.clustergateway.dist.doctor;

import io.clustergateway.dist.cluster.Hub;
import io.clustergateway.dist.cluster.HubFlags;
import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.dist.doctor.why.WhyCommand;
import io.clustergateway.dist.report.Outcome;
import io.clustergateway.dist.report.Report;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway doctor}. */
@Command(
        name = "doctor",
        subcommands = WhyCommand.class,
        sortOptions = false,
        description = {
            "Follow a request's way through the hub and the gateway to its members, and say where it ends, why, and what mends"
                    + " it. Nothing is changed (docs/doctor.md).",
            "",
            "Exits with 0 when nothing is wrong (warnings at most), with 1 when it could not look, with 2 when something is"
                    + " wrong.",
            ""
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final int WRONG = 2;

    private final Function<List<String>, JsonObject> serveArguments;

    @Mixin
    private HubFlags flags = new HubFlags();

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|yaml",
            description = "Print JSON or YAML, with the stable ids of checks, instead of words.")
    private String output = "";

    @Option(names = "--verbose", description = "Say what was seen where nothing is wrong, too.")
    private boolean verbose;

    @Option(
            names = "--parallel",
            paramLabel = "NUMBER",
            description = "How many members are looked at at a time. Default: ${DEFAULT-VALUE}.",
            defaultValue = "16")
    private int parallel = 16;

    @Option(
            names = "--service-account",
            paramLabel = "NAMESPACE/NAME",
            description = "The gateway's ServiceAccount in the hub. Default: that of its Deployment.")
    private Optional<String> serviceAccount = Optional.empty();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "One member. Default: all of them. A member named why: doctor -- why.")
    private Optional<String> name = Optional.empty();

    /** @param serveArguments from the arguments of a {@code serve} to the configuration tree they make */
    public DoctorCommand(Function<List<String>, JsonObject> serveArguments) {
        this.serveArguments = serveArguments;
    }

    @Override
    public Integer call() {
        if (!List.of("", "json", "yaml").contains(output)) {
            throw new StartFault("--output: %s (expected: json or yaml)".formatted(output));
        }
        if (parallel < 1) {
            throw new StartFault("--parallel: %d (expected: 1 or more)".formatted(parallel));
        }
        Optional<Account> account = serviceAccount.map(DoctorCommand::account);
        try (Hub hub = flags.open()) {
            Visit visit = new Visit(hub, account, parallel, spec.commandLine().getErr(), serveArguments);
            Report report = visit.report(name);
            print(report);
            return report.count(Outcome.FAULT) > 0 ? WRONG : 0;
        } catch (ServerFault fault) {
            throw new StartFault(fault.getMessage(), fault);
        }
    }

    private void print(Report report) {
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case "json" -> out.println(report.json().encodePrettily());
            case "yaml" -> out.print(yaml(report.json()));
            default -> report.words(verbose).forEach(out::println);
        }
        out.flush();
    }

    private static String yaml(JsonObject json) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        // JSON is YAML, and comes back as the plain maps that the writer knows.
        Object plain = new Yaml().load(json.encode());
        return new Yaml(options).dump(plain);
    }

    private static Account account(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new StartFault("--service-account: %s (expected: NAMESPACE/NAME)".formatted(text));
        }
        return new Account(parts[0], parts[1]);
    }
}
