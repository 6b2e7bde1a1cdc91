package io.clustergateway.registry.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExecAnswerTest {
    private static final Instant NOW = Instant.parse("2024-05-10T10:00:00Z");
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("member-ca");
    private static final Issued CLIENT = AUTHORITY.issueClient("gateway", List.of());

    @Test
    void readsATokenAndItsEnd() throws PluginFault {
        ExecAnswer answer = read(status().put("token", "t").put("expirationTimestamp", "2024-05-10T12:30:00+02:00"));
        assertThat(answer.credential().bearerToken()).contains(new Credential.BearerToken("t"));
        assertThat(answer.credential().clientCertificate()).isEmpty();
        assertThat(answer.credential().type()).isEqualTo("Dynamic");
        assertThat(answer.expiration()).contains(Instant.parse("2024-05-10T10:30:00Z"));
        assertThat(answer.isUsable(NOW)).isTrue();
        assertThat(answer.isUsable(NOW.plusSeconds(1800))).isFalse();
    }

    @Test
    void readsACertificateAndATokenTogether() throws PluginFault {
        ExecAnswer answer = read(pair(CLIENT.keyPem()).put("token", "t"));
        assertThat(answer.credential().bearerToken()).isPresent();
        assertThat(answer.credential().clientCertificate())
                .contains(new Credential.ClientCertificate(CLIENT.certificatePem(), CLIENT.keyPem()));
        assertThat(answer.expiration()).isEqualTo(Optional.empty());
        assertThat(answer.toString()).doesNotContain("PRIVATE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "no JSON object | canary",
                "its kind is another | {}",
                "its apiVersion is another | {\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}",
                "it has no status | {\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}",
            })
    void refusesWhatIsNoAnswer(String fault, String output) {
        assertThatThrownBy(() -> ExecAnswer.read(output.getBytes(StandardCharsets.UTF_8), ExecConfig.V1, NOW))
                .hasMessageContaining(fault)
                .hasMessageContaining("(expected: ")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "neither token nor certificate | {}",
                "neither token nor certificate | {\"token\":\"\"}",
                "characters that no token has | {\"token\":\"canary\\r\\nX: y\"}",
                "status.token is no text | {\"token\":{\"canary\":1}}",
                "without the other | {\"clientKeyData\":\"canary\"}",
                "no certificate in it | {\"clientCertificateData\":\"canary\",\"clientKeyData\":\"canary\"}",
                "is no time | {\"token\":\"canary\",\"expirationTimestamp\":\"soon\"}",
                "is past | {\"token\":\"canary\",\"expirationTimestamp\":\"2024-05-10T10:00:00Z\"}",
            })
    void refusesWhatIsNoCredential(String fault, String status) {
        assertThatThrownBy(() -> read(new JsonObject(status)))
                .isInstanceOf(PluginFault.class)
                .hasMessageContaining(fault)
                .hasMessageNotContaining("canary");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() {
        String other = AUTHORITY.issueClient("other", List.of()).keyPem();
        assertThatThrownBy(() -> read(pair(other)))
                .hasMessageContaining("status.clientKeyData: not the key of the certificate");
    }

    private static JsonObject pair(String keyPem) {
        return status().put("clientCertificateData", CLIENT.certificatePem()).put("clientKeyData", keyPem);
    }

    private static JsonObject status() {
        return new JsonObject();
    }

    private static ExecAnswer read(JsonObject status) throws PluginFault {
        JsonObject answer = new JsonObject()
                .put("kind", "ExecCredential")
                .put("apiVersion", ExecConfig.V1)
                .put("status", status);
        return ExecAnswer.read(answer.toBuffer().getBytes(), ExecConfig.V1, NOW);
    }
}
