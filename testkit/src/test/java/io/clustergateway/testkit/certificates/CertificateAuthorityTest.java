package io.clustergateway.testkit.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityTest {

    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final CertificateAuthority authority = CertificateAuthority.create("test-ca");

    @Test
    void signsServerCertificatesForNamesAndAddresses() throws Exception {
        Issued server = authority.issueServer(List.of("localhost", "127.0.0.1", "::1"));

        server.certificate().verify(authority.certificate().getPublicKey());
        assertThat(server.certificate().getSubjectAlternativeNames())
                .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    }

    @Test
    void carriesUserAndGroupsInClientCertificates() throws Exception {
        Issued client = authority.issueClient("alice", List.of("dev", "ops, east"));

        assertThat(client.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=alice,O=ops\\, east,O=dev");
        assertThat(client.certificate().getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
        assertThatCode(client.certificate()::checkValidity).doesNotThrowAnyException();
    }

    @Test
    void issuesFlawedCertificatesOnRequest() throws Exception {
        Issued expired = authority.issueClient("bob", List.of(), Flaw.EXPIRED);
        Issued early = authority.issueClient("bob", List.of(), Flaw.NOT_YET_VALID);
        Issued unusable = authority.issueClient("bob", List.of(), Flaw.WRONG_USAGE);

        assertThatThrownBy(expired.certificate()::checkValidity).isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(early.certificate()::checkValidity).isInstanceOf(CertificateNotYetValidException.class);
        assertThat(unusable.certificate().getExtendedKeyUsage()).doesNotContain(CLIENT_AUTH);
    }

    @Test
    void writesCertificateAndKeyAndKeepsTheKeyOutOfText(@TempDir Path directory) throws Exception {
        Issued client = authority.issueClient("alice", List.of());

        client.writeTo(directory.resolve("new"), "alice");

        assertThat(Files.readString(directory.resolve("new/alice.crt"))).isEqualTo(client.certificatePem());
        assertThat(Files.readString(directory.resolve("new/alice.key"))).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(client.toString()).contains("CN=alice").doesNotContain("PRIVATE");
    }
}
