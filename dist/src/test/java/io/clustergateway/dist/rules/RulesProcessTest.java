package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit codes of the program itself, and that it never shows a stack. */
final class RulesProcessTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "rules --help,                                    0, Usage: cluster-gateway rules [-h] COMMAND",
                "rules,                                           1, Error: Missing required subcommand",
                "rules lint,                                      1, Error: Missing required parameter: 'FILE'",
                "rules lint nowhere.yaml,                         1, Error: nowhere.yaml: no such file or folder",
                "rules lint a.yaml --strct,                       1, Error: unknown flag: --strct (did you mean --strict?)",
                "rules diff --help,                               0, Usage: cluster-gateway rules diff",
                "rules diff nowhere.yaml b --requests=c,          2, Error: nowhere.yaml: no such file or folder",
                "rules diff a b --request=c,                      2, Error: unknown flag: --request",
            })
    void endsAsItSays(String words, int exit, String line) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.clustergateway.dist.Main"));
        command.addAll(List.of(words.split(" ")));
        Path out = dir.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(out).content().startsWith(line).doesNotContain("\tat ");
        assertThat(process.exitValue()).isEqualTo(exit);
    }
}
