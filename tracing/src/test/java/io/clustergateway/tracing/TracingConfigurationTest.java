package io.clustergateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TracingConfigurationTest {
    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: TracingConfiguration\n";

    @Test
    void hasTheDefaultsOfKubeApiserver() {
        TracingConfiguration read = TracingConfiguration.read(HEAD);
        assertThat(read).isEqualTo(new TracingConfiguration("localhost:4317", 0));
        assertThat(read.isHttp()).isFalse();
        assertThat(read.url()).isEqualTo("http://localhost:4317");
    }

    @ParameterizedTest
    @CsvSource({
        "collector:4317,                       false, http://collector:4317",
        "'[::1]:4317',                         false, 'http://[::1]:4317'",
        "http://collector:4318,                true,  http://collector:4318/v1/traces",
        "https://collector:4318/,              true,  https://collector:4318/v1/traces",
        "https://collector/tenant/a/v1/traces, true,  https://collector/tenant/a/v1/traces"
    })
    void takesAnEndpointOfEitherProtocol(String endpoint, boolean isHttp, String url) {
        TracingConfiguration read =
                TracingConfiguration.read(HEAD + "endpoint: '" + endpoint + "'\nsamplingRatePerMillion: 1000000\n");
        assertThat(read.isHttp()).isEqualTo(isHttp);
        assertThat(read.url()).isEqualTo(url);
        assertThat(read.samplesPerMillion()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "samplingRatePerMillion: 1000001 | samplingRatePerMillion: 1000001 (expected: 0-1000000)",
                "samplingRatePerMillion: many | samplingRatePerMillion: many (expected: 0-1000000)",
                "endpoint: ftp://collector:21 | endpoint: not usable (expected: host:port",
                "endpoint: http://user:secret@collector:4318 | endpoint: not usable",
                "endpoint: collector | endpoint: not usable",
                "endpint: collector:4317 | endpint: unknown key (expected: one of [apiVersion, endpoint,",
                "'endpoint: [' | line 4: ",
                "kind: Tracing | kind: Tracing (expected: TracingConfiguration)"
            })
    void saysInOneLineWhatIsWrong(String line, String message) {
        assertThatThrownBy(() -> TracingConfiguration.read(HEAD + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("\n", "secret");
    }

    @Test
    void refusesWhatIsNoTracingConfiguration() {
        assertThatThrownBy(() -> TracingConfiguration.read("")).hasMessageStartingWith("no mapping");
        assertThatThrownBy(() -> TracingConfiguration.read("kind: TracingConfiguration\napiVersion: v1\n"))
                .hasMessageStartingWith("apiVersion: v1 (expected: apiserver.config.k8s.io/v1beta1)");
    }
}
