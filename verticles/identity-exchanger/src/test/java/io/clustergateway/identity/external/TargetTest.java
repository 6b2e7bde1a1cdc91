package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "https://exchanger.example, true, exchanger.example, 443, /, true",
        "https://exchanger.example:8443/a%20b/?q=%2F, true, exchanger.example, 8443, /a%20b/?q=%2F, true",
        "http://127.0.0.1/x, false, 127.0.0.1, 80, /x, false",
        "https://[::1]:8443/, true, ::1, 8443, /, false",
        "https://my_exchanger:8443/x, true, my_exchanger, 8443, /x, true"
    })
    void takesAUrlApart(String url, boolean tls, String host, int port, String uri, boolean name) {
        Target target = Target.of(URI.create(url));
        assertThat(target.tls()).isEqualTo(tls);
        assertThat(target.host()).isEqualTo(host);
        assertThat(target.address().port()).isEqualTo(port);
        assertThat(target.uri()).isEqualTo(uri);
        assertThat(target.hasName()).isEqualTo(name);
    }

    @Test
    void refusesAUrlWithoutAHost() {
        assertThatIllegalArgumentException().isThrownBy(() -> Target.of(URI.create("https:///x")));
    }
}
