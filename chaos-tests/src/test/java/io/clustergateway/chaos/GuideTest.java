package io.clustergateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.chaos.scenario.Scenario;
import io.clustergateway.chaos.scenario.Span;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/chaos.md, whose table is that of the files. */
final class GuideTest {
    private record Row(String file, String name, Span lasts, Span longLasts) {
        static Row of(String line) {
            String[] cells = line.split(" *\\| *");
            return new Row(cells[1].replace("`", ""), cells[2], Span.of(cells[3]), Span.of(cells[4]));
        }

        static Row of(Path file) {
            Scenario scenario = Scenario.read(file);
            Span longer = scenario.longLasts() == null ? scenario.lasts() : scenario.longLasts();
            return new Row(
                    file.getFileName().toString().replace(".yaml", ""), scenario.name(), scenario.lasts(), longer);
        }
    }

    @Test
    void theTableNamesEveryScenarioAsItsFileDoes() throws IOException, URISyntaxException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "chaos.md"))) {
            if (line.startsWith("| `") && line.split("\\|").length == 5) {
                rows.add(Row.of(line));
            }
        }
        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        ScenariosTest.files("").stream().map(Row::of).toList());
    }
}
