package io.clustergateway.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands in the blocks of the project's pages, and who runs them. */
final class DocsCommands {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern COMMAND = Pattern.compile(
            "(\\./)?(cluster-gateway|kubectl|helm|docker|podman|mvn|java|curl|openssl|build/\\S+|bench/\\S+|\\.ci/\\S+)( [^─]*)?");
    private static final Pattern WORD = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"|'([^']*)'|([^\\s\"']+)");
    private static final Pattern END = Pattern.compile("(?: +(?:#|\\||>|&&)|; ).*");

    private DocsCommands() {}

    /**
     * A command of a page.
     *
     * @param text without its prompt, on one line
     */
    record Command(String page, int line, String text) {
        /** Its words as a shell takes them, up to a comment, a pipe or another command. */
        List<String> words() {
            String plain = END.matcher(text).replaceFirst("").replace("…", "").replaceAll("[\\[\\]](?=[-\\s]|$)", "");
            List<String> words = new ArrayList<>();
            int end = -1;
            var found = WORD.matcher(plain);
            while (found.find()) {
                String part = Stream.of(1, 2, 3)
                        .map(found::group)
                        .filter(group -> group != null)
                        .findFirst()
                        .orElse("");
                if (found.start() == end) {
                    words.set(words.size() - 1, words.get(words.size() - 1) + part);
                } else {
                    words.add(part);
                }
                end = found.end();
            }
            return words;
        }

        String program() {
            return words().get(0).replaceFirst("^\\./", "");
        }

        @Override
        public String toString() {
            return "%s:%d: %s".formatted(page, line, text);
        }
    }

    /**
     * Who runs commands.
     *
     * @param page or the beginning of several, with a slash at its end
     * @param begin of the command; {@code *} for all of the page
     */
    record Runner(String page, String begin, String who) {
        boolean runs(Command command) {
            boolean isThere = page.endsWith("/")
                    ? command.page().startsWith(page)
                    : command.page().equals(page);
            return isThere && (begin.equals("*") || command.text().startsWith(begin));
        }
    }

    static List<Runner> runners() {
        return RealRig.resource("docs-commands.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" \\| ", 3))
                .map(columns -> new Runner(columns[0].strip(), columns[1].strip(), columns[2].strip()))
                .toList();
    }

    /** The first that fits, as the list is read. */
    static Optional<Runner> runner(Command command) {
        return runners().stream().filter(runner -> runner.runs(command)).findFirst();
    }

    /** Those that a test says it runs. */
    static List<Command> runBy(Class<?> test) {
        return all().stream()
                .filter(command -> runner(command)
                        .filter(runner -> runner.who().equals(test.getSimpleName()))
                        .isPresent())
                .toList();
    }

    static List<Command> all() {
        return pages().flatMap(page -> commands(page).stream()).toList();
    }

    private static Stream<Path> pages() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> found = docs.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/docs/decisions/"))
                    .sorted()
                    .toList();
            return Stream.concat(
                    Stream.of(
                                    "README.md",
                                    "CONTRIBUTING.md",
                                    "chart/README.md",
                                    "bench/README.md",
                                    "chaos-tests/README.md")
                            .map(ROOT::resolve),
                    found.stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Command> commands(Path page) {
        String name = ROOT.relativize(page).toString();
        List<Command> commands = new ArrayList<>();
        List<String> lines = lines(page);
        String fence = "";
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.startsWith("```")) {
                fence = fence.isEmpty() ? line : "";
            } else if (line.startsWith("    ") || !fence.isEmpty() && !fence.equals("```text")) {
                int first = at;
                StringBuilder text = new StringBuilder(line.strip().replaceFirst("^\\$ ", ""));
                while (text.toString().endsWith("\\") && at + 1 < lines.size()) {
                    text.setLength(text.length() - 1);
                    text.append(lines.get(++at).strip());
                }
                if (COMMAND.matcher(text).matches()) {
                    commands.add(new Command(name, first + 1, text.toString()));
                }
            }
        }
        return commands;
    }

    private static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
