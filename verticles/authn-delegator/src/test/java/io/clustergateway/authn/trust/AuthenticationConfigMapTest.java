package io.clustergateway.authn.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.CredentialHeaders;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuthenticationConfigMapTest {
    private final CertificateAuthority ca = CertificateAuthority.create("ca");

    @Test
    void readsWhatKubeApiserverWrites() {
        AuthenticationConfigMap read = read(data());
        assertThat(read.faults()).isEmpty();
        assertThat(read.clientCa()).hasValue(new CaBundle(List.of(ca.certificate())));
        FrontProxyTrust frontProxy = read.frontProxy().orElseThrow();
        assertThat(frontProxy.allowedNames()).containsExactly("front-proxy-client");
        assertThat(frontProxy.headers())
                .isEqualTo(new CredentialHeaders(
                        List.of("x-remote-user"), List.of(), List.of("x-remote-group"), List.of("x-remote-extra-")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requestheader-client-ca-file | no PEM",
                "requestheader-client-ca-file | ''",
                "requestheader-allowed-names | front-proxy-client",
                "requestheader-username-headers | [\"\"]",
                "requestheader-group-headers | [1]"
            })
    void keepsTheLastGoodFrontProxyWhenANewOneIsBroken(String key, String value) {
        AuthenticationConfigMap good = read(data());
        AuthenticationConfigMap broken = AuthenticationConfigMap.read(object(data().put(key, value)), good);
        assertThat(broken.frontProxy()).isEqualTo(good.frontProxy());
        assertThat(broken.faults()).singleElement().asString().startsWith(key);
    }

    @Test
    void takesTheGoodPartOfABrokenOne() {
        AuthenticationConfigMap read = read(data().put("requestheader-client-ca-file", "no PEM"));
        assertThat(read.frontProxy()).isEmpty();
        assertThat(read.clientCa()).isPresent();
    }

    @Test
    void believesNobodyWhenTheHubNamesNobody() {
        AuthenticationConfigMap read = read(new JsonObject());
        assertThat(read.frontProxy()).isEmpty();
        assertThat(read.clientCa()).isEmpty();
        assertThat(read.faults()).hasSize(2);
    }

    @Test
    void takesSeveralCertificatesWithTextBetweenThem() {
        CertificateAuthority other = CertificateAuthority.create("other");
        String pem = "# old\n" + ca.certificatePem() + "\n# new\r\n" + other.certificatePem();
        assertThat(CaBundle.parse(pem).certificates()).containsExactly(ca.certificate(), other.certificate());
    }

    private JsonObject data() {
        return new JsonObject()
                .put("client-ca-file", ca.certificatePem())
                .put("requestheader-client-ca-file", ca.certificatePem())
                .put("requestheader-allowed-names", "[\"front-proxy-client\"]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
    }

    private static AuthenticationConfigMap read(JsonObject data) {
        return AuthenticationConfigMap.read(object(data), AuthenticationConfigMap.NOTHING);
    }

    private static JsonObject object(JsonObject data) {
        return new JsonObject().put("data", data);
    }
}
