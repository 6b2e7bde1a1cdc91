package io.clustergateway.authn.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.kernel.contract.Credentials.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrontProxyTrustTest {
    private static final FrontProxyTrust USUAL = trust(CredentialHeaders.DEFAULT);

    @Test
    void readsWhatAHubSends() {
        Caller caller = USUAL.caller(headers(
                        "X-Remote-User", "alice",
                        "X-Remote-Uid", "u-1",
                        "X-Remote-Group", "devs",
                        "x-remote-group", "system:authenticated",
                        "X-Remote-Extra-Authentication.kubernetes.io%2fcredential-Id", "X509SHA256=00",
                        "X-Remote-Extra-Scopes", "b",
                        "X-Remote-Extra-Scopes", "a"))
                .orElseThrow();
        assertThat(caller.user()).isEqualTo("alice");
        assertThat(caller.uid()).hasValue("u-1");
        assertThat(caller.groups()).containsExactly("devs", "system:authenticated");
        assertThat(caller.extra())
                .isEqualTo(Map.of(
                        "authentication.kubernetes.io/credential-id", List.of("X509SHA256=00"),
                        "scopes", List.of("b", "a")));
    }

    @Test
    void namesNobodyWithoutAUser() {
        assertThat(USUAL.caller(headers("X-Remote-Group", "system:masters"))).isEmpty();
        assertThat(USUAL.caller(headers("X-Remote-User", "", "X-Remote-User", "alice")))
                .isEmpty();
    }

    /** S6: names come from the hub; the usual ones mean nothing then. */
    @Test
    void readsOnlyTheNamesTheHubSays() {
        FrontProxyTrust custom = trust(new CredentialHeaders(
                List.of("X-My-User", "X-Other-User"),
                List.of("X-My-Uid"),
                List.of("X-My-Group"),
                List.of("X-My-Extra-")));
        assertThat(custom.caller(headers("X-Remote-User", "mallory", "X-Remote-Group", "system:masters")))
                .isEmpty();
        Caller caller = custom.caller(headers(
                        "X-My-User", "",
                        "x-other-user", "alice",
                        "X-Remote-Group", "system:masters",
                        "X-Remote-Extra-A", "1",
                        "X-My-Group", "",
                        "X-My-Group", "devs"))
                .orElseThrow();
        assertThat(caller.user()).isEqualTo("alice");
        assertThat(caller.groups()).containsExactly("devs");
        assertThat(caller.extra()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Plain,plain",
        "A%2Fb,a/b",
        "A%2fB%25,a/b%",
        "%C3%BC,ü",
        "bad%zz,bad%zz",
        "cut%2,cut%2",
        "%41,A",
        "a+b,a+b"
    })
    void lowersExtraKeysThenUnescapesThem(String sent, String key) {
        assertThat(USUAL.caller(headers("X-Remote-User", "alice", "X-Remote-Extra-" + sent, "v"))
                        .orElseThrow()
                        .extra())
                .containsOnlyKeys(key);
    }

    @Test
    void readsTheUtf8ThatGoWrites() {
        Caller caller = USUAL.caller(headers("X-Remote-User", onTheWire("jürgen"), "X-Remote-Group", onTheWire("管理")))
                .orElseThrow();
        assertThat(caller.user()).isEqualTo("jürgen");
        assertThat(caller.groups()).containsExactly("管理");
    }

    /** Read as Latin-1, the byte FC would be the same ü as the bytes C3 BC: two callers of the hub would be one. */
    @ParameterizedTest
    @CsvSource({
        "X-Remote-User, j\u00fcrgen",
        "X-Remote-User, \u0444",
        "X-Remote-Uid, \u00c3",
        "X-Remote-Group, \u00c0\u00af",
        "x-remote-group, \u00ed\u00a0\u0080",
        "X-Remote-Extra-Scopes, \u00fc",
        "X-Remote-Extra-%FC, v",
        "X-Remote-Extra-%C3, v",
        "X-Remote-Extra-\u00fc, v",
        "X-Remote-Extra-\u00c3\u00bc, v"
    })
    void refusesBytesThatAreNoText(String name, String value) {
        List<Header> lines = headers("X-Remote-User", "alice", "X-Remote-Group", "devs", name, value);
        if (name.equals("X-Remote-User")) {
            lines.remove(0);
        }
        assertThatThrownBy(() -> USUAL.caller(lines)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(401);
            assertThat(failure).hasMessageContaining("UTF-8");
            assertThat(failure.getMessage()).matches("[ -~]+");
        });
    }

    @Test
    void allowsEveryNameWhenNoneIsListed() {
        assertThat(USUAL.allows("anybody")).isTrue();
        FrontProxyTrust listed =
                new FrontProxyTrust(CaBundle.EMPTY, List.of("front-proxy-client"), CredentialHeaders.DEFAULT);
        assertThat(listed.allows("front-proxy-client")).isTrue();
        assertThat(listed.allows("Front-Proxy-Client")).isFalse();
    }

    private static String onTheWire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static FrontProxyTrust trust(CredentialHeaders headers) {
        return new FrontProxyTrust(CaBundle.EMPTY, List.of(), headers);
    }

    private static List<Header> headers(String... namesAndValues) {
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return headers;
    }
}
