package io.clustergateway.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Every flag of {@code serve}: ours, and those of the Go program this one succeeds. */
final class FlagTable {
    private FlagTable() {}

    static List<FlagSpec> read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(FlagTable.class.getResourceAsStream("flags.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(FlagTable::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FlagSpec parse(String line) {
        String[] columns = line.split("\\|", 5);
        FlagSpec.Kind kind = FlagSpec.Kind.valueOf(columns[2].toUpperCase(Locale.ROOT));
        return new FlagSpec(columns[0], columns[1], kind, columns[3], columns[4]);
    }
}
