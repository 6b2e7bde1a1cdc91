package io.clustergateway.kernel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Credential.BearerToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokenTest {
    @Test
    void knowsItsEndWhereItSaysSo() {
        assertThat(token("{\"exp\": 4102444800}").end()).contains(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"exp\": \"soon\"}", "{\"exp\": 9e99}", "[1]", "no JSON", ""})
    void hasNoEndWhereItsClaimsSayNone(String claims) {
        assertThat(token(claims).end()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a.b", "e30.%%%.signature", "a.b.c.d"})
    void hasNoEndWhereItIsNoJsonWebToken(String token) {
        assertThat(new BearerToken(token).end()).isEmpty();
    }

    private static BearerToken token(String claims) {
        String middle = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        return new BearerToken("e30.%s.signature".formatted(middle));
    }
}
