package io.clustergateway.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScenarioTest {
    private static final String GOOD = """
            name: a link is cut
            load: {callers: [certificate]}
            lasts: 2s
            steps:
            - {at: 500ms, every: 1s, do: {cut: {link: hub}}}
            expect: {hops: [member]}
            """;

    @TempDir
    Path folder;

    @Test
    void readsEveryField() throws IOException {
        Scenario scenario = read(GOOD);
        assertThat(scenario.length()).isEqualTo(Duration.ofSeconds(2));
        assertThat(scenario.load().members()).containsExactly("alpha", "beta");
        assertThat(scenario.steps()).singleElement().satisfies(step -> {
            assertThat(step.at().duration()).isEqualTo(Duration.ofMillis(500));
            assertThat(step.action()).isEqualTo(new Action.Cut("hub"));
        });
        assertThat(scenario.expect().hops()).containsExactly("member");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[certificate]|[certificate], watchez: true|:2:|watchez",
                "hops:|hop:|:6:|hop",
                "link: hub|link: hub, lnik: hub|:5:|lnik",
                "link: hub|lnik: hub|:5:|link",
                "lasts:|lsats:|:|lasts",
                "cut:|cutt:|:5:|cutt",
                "2s|2 seconds|:3:|500ms, 2s or 1m",
                "[certificate]|[certifikate]|:2:|certifikate",
                "at: 500ms,|at: 500ms, at: 1s,|:5:|at"
            })
    void refusesWhatItDoesNotKnowAndNamesThePlace(String good, String bad, String place, String named) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scenario.yaml" + place)
                .hasMessageContaining(named);
    }

    @Test
    void refusesAFileWithoutExpectations() {
        assertThatThrownBy(() -> read(GOOD.replaceAll("expect:.*", ""))).hasMessageContaining("expect");
    }

    private Scenario read(String text) throws IOException {
        return Scenario.read(Files.writeString(folder.resolve("scenario.yaml"), text));
    }
}
