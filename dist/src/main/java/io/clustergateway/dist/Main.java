package io.clustergateway.dist;

import io.clustergateway.dist.cluster.DetachCommand;
import io.clustergateway.dist.cluster.JoinCommand;
import io.clustergateway.dist.cluster.KubeconfigCommand;
import io.clustergateway.dist.cluster.ListCommand;
import io.clustergateway.dist.cluster.OfflineCommand;
import io.clustergateway.dist.cluster.OnlineCommand;
import io.clustergateway.dist.cluster.RenameCommand;
import io.clustergateway.dist.cluster.RotateCommand;
import io.clustergateway.dist.doctor.DoctorCommand;
import io.clustergateway.dist.migrate.MigrateCommand;
import io.clustergateway.dist.rules.RulesCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code cluster-gateway}. */
@Command(
        name = "cluster-gateway",
        mixinStandardHelpOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "An aggregated API server through which whoever can talk to a hub cluster can talk to its members.",
        subcommands = {
            DemoCommand.class,
            JoinCommand.class,
            DetachCommand.class,
            ListCommand.class,
            KubeconfigCommand.class,
            RenameCommand.class,
            RotateCommand.class,
            OfflineCommand.class,
            OnlineCommand.class,
            RulesCommand.class,
            VersionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private static final String SERVE = "serve";

    private Main() {}

    /** Runs and exits: 0 when all went well, 1 for a fault that one line on stderr explains, 2 where 1 is an answer. */
    public static void main(String[] arguments) {
        int code = run(arguments);
        if (code >= 0) {
            System.exit(code);
        }
    }

    /** Runs a command line; a negative code means that it goes on in the background. */
    static int run(String... arguments) {
        return line().execute(normalized(arguments));
    }

    /** Every command there is. */
    static CommandLine line() {
        return new CommandLine(new Main())
                .addSubcommand(SERVE, ServeCommand.spec())
                .addSubcommand("doctor", new DoctorCommand(ServeArguments::tree))
                .addSubcommand("migrate", MigrateCommand.line(StartLineReader::read))
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(120)
                .setParameterExceptionHandler(Main::explain)
                .setExecutionExceptionHandler(Faults::explain);
    }

    /**
     * Flags without a command mean {@code serve}, because the Go image is started so; {@code apiserver} is what KubeVela
     * calls it. Underscores in flag names count as hyphens, as in every Kubernetes binary.
     */
    static String[] normalized(String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        if (!words.isEmpty() && words.get(0).equals("apiserver")) {
            words.set(0, SERVE);
        } else if (!words.isEmpty() && words.get(0).startsWith("-") && !isHelp(words.get(0))) {
            words.add(0, SERVE);
        } else if (!words.isEmpty() && isHelp(words.get(0))) {
            words.set(0, "help");
        }
        words.replaceAll(Main::withHyphens);
        return words.toArray(String[]::new);
    }

    private static boolean isHelp(String word) {
        return word.equals("-h") || word.equals("--help");
    }

    private static String withHyphens(String word) {
        if (!word.startsWith("--")) {
            return word;
        }
        int equals = word.indexOf('=');
        int end = equals < 0 ? word.length() : equals;
        return word.substring(0, end).replace('_', '-') + word.substring(end);
    }

    private static int explain(ParameterException error, String[] arguments) {
        PrintWriter err = error.getCommandLine().getErr();
        if (error instanceof UnmatchedArgumentException unmatched) {
            err.println("Error: " + Faults.unknown(unmatched));
        } else {
            err.println("Error: " + error.getMessage());
        }
        err.println("See '%s --help' for usage."
                .formatted(error.getCommandLine().getCommandSpec().qualifiedName()));
        return error.getCommandLine().getCommandSpec().exitCodeOnExecutionException();
    }
}
