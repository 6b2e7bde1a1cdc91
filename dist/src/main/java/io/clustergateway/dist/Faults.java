package io.clustergateway.dist;

import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.kernel.StartFault;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a fault is told to whoever typed the command: one line that names the thing and the mend, never a stack. */
final class Faults {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    static int explain(Exception error, CommandLine command, CommandLine.ParseResult ignored) {
        if (error instanceof ServerFault) {
            command.getErr().println(error.getMessage());
        } else if (error instanceof StartFault) {
            error.getMessage().lines().forEach(line -> command.getErr().println("Error: " + line));
        } else {
            command.getErr().println("Error: " + error + " (mend: this is a bug; run again with -v=4 and report it)");
        }
        log.debug("cause", error);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    static String unknown(UnmatchedArgumentException error) {
        String word = error.getUnmatched().get(0);
        int equals = word.indexOf('=');
        String flag = equals < 0 ? word : word.substring(0, equals);
        List<String> near = error.getSuggestions();
        String kind = flag.startsWith("-") ? "unknown flag: " : "unknown command or argument: ";
        return kind + flag + (near.isEmpty() ? "" : " (did you mean %s?)".formatted(near.get(0)));
    }
}
