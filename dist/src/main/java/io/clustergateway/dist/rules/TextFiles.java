package io.clustergateway.dist.rules;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.rules.RuleSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the texts that a command line names. */
final class TextFiles {
    /** What the gateway reads in a folder. */
    private static final Pattern RULES = Pattern.compile("[^.].*\\.(ya?ml|json)");

    private static final String STDIN = "-";

    private TextFiles() {}

    /**
     * The texts of files and folders, {@code -} for standard input; their names are as given.
     *
     * @throws StartFault for what cannot be read
     */
    static List<RuleSource> read(List<String> names) {
        List<RuleSource> texts = new ArrayList<>();
        names.forEach(name -> texts.addAll(read(name)));
        return texts;
    }

    /** Likewise, names relative to a folder. */
    static List<RuleSource> read(Path folder, List<String> names) {
        return read(names.stream().map(name -> folder.resolve(name).toString()).toList());
    }

    /** One file. */
    static RuleSource file(String name) {
        List<RuleSource> texts = read(name);
        if (texts.size() != 1) {
            throw new StartFault("%s: %d files (expected: one)".formatted(name, texts.size()));
        }
        return texts.get(0);
    }

    static boolean isFolder(String name) {
        return !name.equals(STDIN) && Files.isDirectory(Path.of(name));
    }

    private static List<RuleSource> read(String name) {
        try {
            if (name.equals(STDIN)) {
                return List.of(new RuleSource("<stdin>", text(name, System.in.readAllBytes())));
            }
            Path path = Path.of(name);
            if (!Files.exists(path)) {
                throw new StartFault(
                        "%s: no such file or folder (expected: rules, or - for standard input)".formatted(name));
            }
            return Files.isDirectory(path) ? folder(path) : List.of(file(path));
        } catch (IOException e) {
            throw new StartFault("%s: cannot be read (expected: a file that you may read)".formatted(name), e);
        }
    }

    private static List<RuleSource> folder(Path folder) throws IOException {
        List<RuleSource> texts = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(TextFiles::isRules).sorted().toList()) {
                texts.add(file(file));
            }
        }
        if (texts.isEmpty()) {
            throw new StartFault(
                    "%s: holds no rule file (expected: one *.yaml, *.yml or *.json at least)".formatted(folder));
        }
        return texts;
    }

    private static boolean isRules(Path file) {
        return RULES.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }

    private static RuleSource file(Path file) throws IOException {
        return new RuleSource(file.toString(), text(file.toString(), Files.readAllBytes(file)));
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StartFault("%s: no UTF-8 (expected: YAML or JSON)".formatted(name), e);
        }
    }
}
