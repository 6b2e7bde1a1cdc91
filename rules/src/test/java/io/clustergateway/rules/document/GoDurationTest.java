package io.clustergateway.rules.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "-0, PT0S",
        "0s, PT0S",
        "5s, PT5S",
        "+5s, PT5S",
        "-1.5h, PT-1H-30M",
        "1h2m3.004s, PT1H2M3.004S",
        "1.s, PT1S",
        ".5s, PT0.5S",
        "100ms, PT0.1S",
        "1us, PT0.000001S",
        "1µs, PT0.000001S",
        "1μs, PT0.000001S",
        "1ns, PT0.000000001S",
        "0.1ns, PT0S",
        "2562047h47m16.854775807s, PT2562047H47M16.854775807S"
    })
    void readsWhatGoReads(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                "5",
                "s",
                ".s",
                "1",
                "1 s",
                "1s ",
                "1d",
                "--1s",
                "1e3s",
                "1S",
                "٣s",
                "1h-2m",
                "1s2",
                "2562048h",
                "99999999999999999999h"
            })
    void refusesWhatGoRefuses(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 4_000_000})
    void refusesWhatIsLongerThanAnyDuration(int length) {
        assertThat(GoDuration.parse("0".repeat(length - 1) + "s")).isEmpty();
    }
}
