package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs a command line of {@code cluster-gateway rules} in this process. */
record Cli(int exit, String out, String err) {
    /** Runs the words behind {@code rules}. */
    static Cli run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new RulesCommand())
                .setOverwrittenOptionsAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(120)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler((error, given) -> explain(error, error.getCommandLine()))
                .setExecutionExceptionHandler((error, command, given) -> {
                    if (error instanceof StartFault) {
                        return explain(error, command);
                    }
                    throw error;
                })
                .execute(words);
        return new Cli(exit, out.toString(), err.toString());
    }

    private static int explain(Exception error, CommandLine command) {
        command.getErr().println("Error: " + error.getMessage());
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
