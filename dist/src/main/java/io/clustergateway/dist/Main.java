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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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
                "An aggregated API server through which whoever can talk to a hub cluster can talk to its members.")
public final class Main {
    private static final String SERVE = "serve";
    private static final String HELP = "help";
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

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
        String[] words = normalized(arguments);
        return line(words).execute(words);
    }

    /**
     * The one command that is meant, for reading what all of them look like takes longer than most of them run; every command
     * where none is, as without words.
     */
    static CommandLine line(String... words) {
        boolean isMeant = words.length > 0 && COMMANDS.containsKey(words[0]);
        return line(isMeant && !words[0].equals(HELP) ? Set.of(words[0]) : COMMANDS.keySet());
    }

    private static CommandLine line(Set<String> names) {
        CommandLine line = new CommandLine(new Main());
        COMMANDS.forEach((name, command) -> {
            if (names.contains(name)) {
                line.addSubcommand(name, command.get());
            }
        });
        return line.setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(120)
                .setParameterExceptionHandler(Main::explain)
                .setExecutionExceptionHandler(Faults::explain);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("join", JoinCommand::new);
        commands.put("detach", DetachCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("kubeconfig", KubeconfigCommand::new);
        commands.put("rename", RenameCommand::new);
        commands.put("rotate", RotateCommand::new);
        commands.put("offline", OfflineCommand::new);
        commands.put("online", OnlineCommand::new);
        commands.put("rules", RulesCommand::new);
        commands.put("version", VersionCommand::new);
        commands.put(HELP, CommandLine.HelpCommand::new);
        commands.put(SERVE, ServeCommand::spec);
        commands.put("doctor", () -> new DoctorCommand(ServeArguments::tree));
        commands.put("migrate", () -> MigrateCommand.line(StartLineReader::read));
        return commands;
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
            words.set(0, HELP);
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
