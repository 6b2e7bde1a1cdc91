package io.clustergateway.dist.migrate;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cluster-gateway migrate}. */
@Command(
        name = "migrate",
        synopsisSubcommandLabel = "COMMAND",
        description = "Move over from the Go program oam-dev/cluster-gateway (docs/migrate-from-go.md).")
public final class MigrateCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    private MigrateCommand() {}

    /**
     * The command with those below it.
     *
     * @param startLines from the arguments of a Deployment to what this program makes of them
     */
    public static CommandLine line(Function<List<String>, StartLine> startLines) {
        return new CommandLine(new MigrateCommand()).addSubcommand("check", new CheckCommand(startLines));
    }
}
