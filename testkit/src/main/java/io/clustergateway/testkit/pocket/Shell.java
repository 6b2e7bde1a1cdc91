package io.clustergateway.testkit.pocket;

import java.util.List;
import java.util.stream.Stream;

/** The few commands that every pocket container knows. */
final class Shell {

    private static final int NOT_FOUND = 127;

    private Shell() {}

    /** What a command printed and how it ended; {@code stop} says that the script ends here. */
    record Result(String stdout, String stderr, int exitCode, boolean stop) {
        private static Result printed(String stdout) {
            return new Result(stdout, "", 0, false);
        }
    }

    /** Whether this command reads standard input until it ends and prints it. */
    static boolean isCat(List<String> command) {
        return command.equals(List.of("cat")) || command.equals(List.of("sh", "-c", "cat"));
    }

    /** Whether this command reads standard input as lines of a script. */
    static boolean isInteractive(List<String> command) {
        return command.size() == 1
                && List.of("sh", "bash", "/bin/sh", "/bin/bash").contains(command.get(0));
    }

    static Result run(String pod, List<String> command) {
        boolean script = command.size() > 2
                && command.get(0).matches("(/bin/)?(ba)?sh")
                && command.get(1).equals("-c");
        return script ? script(pod, command.get(2)) : simple(pod, command);
    }

    /** Runs commands parted by semicolons or line ends. */
    static Result script(String pod, String text) {
        StringBuilder stdout = new StringBuilder();
        StringBuilder stderr = new StringBuilder();
        Result last = Result.printed("");
        for (String part : text.split("[;\n]")) {
            if (!part.isBlank() && !last.stop()) {
                last = simple(pod, Stream.of(part.trim().split("\\s+")).toList());
                stdout.append(last.stdout());
                stderr.append(last.stderr());
            }
        }
        return new Result(stdout.toString(), stderr.toString(), last.exitCode(), last.stop());
    }

    private static Result simple(String pod, List<String> words) {
        List<String> arguments = words.stream().skip(1).map(Shell::unquote).toList();
        return switch (words.isEmpty() ? "" : words.get(0)) {
            case "echo" -> Result.printed(String.join(" ", arguments) + "\n");
            case "hostname" -> Result.printed(pod + "\n");
            case "true", "cat" -> Result.printed("");
            case "false" -> new Result("", "", 1, false);
            case "exit" -> new Result("", "", arguments.isEmpty() ? 0 : Integer.parseInt(arguments.get(0)), true);
            default -> new Result("", "sh: " + String.join(" ", words) + ": not found\n", NOT_FOUND, false);
        };
    }

    private static String unquote(String word) {
        return word.replaceAll("^(['\"])(.*)\\1$", "$2");
    }
}
