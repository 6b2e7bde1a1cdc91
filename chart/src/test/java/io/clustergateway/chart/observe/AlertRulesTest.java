package io.clustergateway.chart.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each alert fires when it should, with the words it should, and not otherwise: as promtool finds. */
@Timeout(60)
@ExtendWith(PrometheusAssets.class)
final class AlertRulesTest {

    static Stream<Path> tests() {
        return Alerts.tests().stream();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void fireAsTheirTestsSay(Path test) throws Exception {
        promtool("test", "rules", test.toString());
    }

    @Test
    void areRulesOfPrometheus() throws Exception {
        promtool("check", "rules", Alerts.FILE.toString());
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(PrometheusAssets.promtool().toString()), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
