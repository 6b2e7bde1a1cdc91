package io.clustergateway.forwarder.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.Failure;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokenTest {
    private static final String TOKEN = "base64url.bearer.authorization.k8s.io.c2VjcmV0";

    @ParameterizedTest
    @CsvSource({"Bearer abc, abc", "bearer abc, abc", "' BEARER abc x', abc", "Basic abc, ''", "abc, ''", "Bearer, ''"})
    void readsTheAuthorizationHeader(String value, String token) {
        assertThat(BearerToken.of(MultiMap.caseInsensitiveMultiMap().add("Authorization", value)))
                .isEqualTo(token);
    }

    @Test
    void readsTheSubprotocolBesideAnother() {
        assertThat(BearerToken.of(webSocket("v5.channel.k8s.io, " + TOKEN))).isEqualTo("secret");
    }

    @Test
    void readsNoSubprotocolOutsideAWebSocket() {
        assertThat(BearerToken.of(
                        MultiMap.caseInsensitiveMultiMap().add("Sec-WebSocket-Protocol", "v5.channel.k8s.io," + TOKEN)))
                .isEmpty();
    }

    @Test
    void prefersTheHeader() {
        assertThat(BearerToken.of(webSocket("v5.channel.k8s.io," + TOKEN).add("Authorization", "Bearer abc")))
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TOKEN,
                TOKEN + ",v5.channel.k8s.io," + TOKEN,
                "v5.channel.k8s.io,base64url.bearer.authorization.k8s.io.*"
            })
    void refusesMalformedSubprotocols(String protocols) {
        assertThatThrownBy(() -> BearerToken.of(webSocket(protocols)))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(401))
                .hasMessageNotContaining("c2VjcmV0");
    }

    private static MultiMap webSocket(String protocols) {
        return MultiMap.caseInsensitiveMultiMap().add("Upgrade", "websocket").add("Sec-WebSocket-Protocol", protocols);
    }
}
