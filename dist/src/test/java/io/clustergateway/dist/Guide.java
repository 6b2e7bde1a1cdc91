package io.clustergateway.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A page of docs/: commands behind a prompt, and below each what it prints. */
public final class Guide {
    private static final String INDENT = "    ";
    private static final String PROMPT = INDENT + "$ ";

    private Guide() {}

    /** A command of a guide and what it prints. */
    public record Run(String command, String output) {
        @Override
        public String toString() {
            return command;
        }
    }

    /** All commands, in their order. */
    public static List<Run> runs(Path page) throws IOException {
        List<Run> runs = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).startsWith(PROMPT)) {
                int end = at + 1;
                while (end < lines.size()
                        && !lines.get(end).startsWith(PROMPT)
                        && (lines.get(end).isEmpty() || lines.get(end).startsWith(INDENT))) {
                    end++;
                }
                String output = lines.subList(at + 1, end).stream()
                        .map(line -> line.isEmpty() ? line : line.substring(INDENT.length()))
                        .collect(Collectors.joining("\n"));
                runs.add(new Run(lines.get(at).substring(PROMPT.length()), output.strip()));
            }
        }
        return runs;
    }

    /** Puts the program, as {@code cluster-gateway}, into a folder. */
    public static void putProgram(Path dir) throws IOException {
        Path script = Files.writeString(dir.resolve("cluster-gateway"), """
                #!/bin/sh
                exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' io.clustergateway.dist.Main "$@"
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot be made executable: " + script);
        }
    }

    /** Without blanks at the ends of lines, as guides have it. */
    public static String stripped(String printed) {
        return printed.lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
