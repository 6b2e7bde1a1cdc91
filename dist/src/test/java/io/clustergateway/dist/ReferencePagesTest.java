package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference says what the code says; with {@code -Dreference.write=true} it is made to. */
final class ReferencePagesTest {
    private static final Path PAGES = Path.of("..", "docs", "reference");

    @TempDir
    private Path folder;

    @Test
    void sayWhatTheCodeSays() throws IOException {
        Map<String, String> pages = new ReferencePages(folder).all();
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Path file = PAGES.resolve(page.getKey());
            if (Boolean.getBoolean("reference.write")) {
                Files.createDirectories(PAGES);
                Files.writeString(file, page.getValue());
            }
            assertThat(file)
                    .as("docs/reference/%s (mend: run this test with -Dreference.write=true)", page.getKey())
                    .hasContent(page.getValue());
        }
    }

    @Test
    void everyFlagHasTheDefaultOfItsKey() throws IOException {
        String flags = new ReferencePages(folder).all().get("flags.md");
        assertThat(flags)
                .contains(
                        "| `--secret-namespace` | text | `vela-system` |",
                        "| `--member-response-header-timeout` | duration | `65s` |",
                        "| `--secure-port` | number | `443` |");
        assertThat(FlagTable.read()).allSatisfy(flag -> assertThat(flags).contains("`--" + flag.name() + "`"));
    }
}
