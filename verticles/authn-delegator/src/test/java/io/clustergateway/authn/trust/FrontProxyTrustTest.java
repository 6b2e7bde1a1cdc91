package io.clustergateway.authn.trust;

import static org.assertj.core.api.Assertions.assertThat;

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
        String onTheWire = new String("jürgen".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(USUAL.caller(headers("X-Remote-User", onTheWire))
                        .orElseThrow()
                        .user())
                .isEqualTo("jürgen");
        assertThat(USUAL.caller(headers("X-Remote-User", "j\u00fcrgen"))
                        .orElseThrow()
                        .user())
                .isEqualTo("j\u00fcrgen");
    }

    @Test
    void allowsEveryNameWhenNoneIsListed() {
        assertThat(USUAL.allows("anybody")).isTrue();
        FrontProxyTrust listed =
                new FrontProxyTrust(CaBundle.EMPTY, List.of("front-proxy-client"), CredentialHeaders.DEFAULT);
        assertThat(listed.allows("front-proxy-client")).isTrue();
        assertThat(listed.allows("Front-Proxy-Client")).isFalse();
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
