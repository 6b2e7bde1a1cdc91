package io.clustergateway.authn.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.authn.trust.OddCertificates.Draft;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.time.MovedClock;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChainVerifierTest {
    private static final X500Name ALICE = new X500Name("CN=alice");

    private final MovedClock clock = new MovedClock(Clock.fixed(OddCertificates.NOW, ZoneOffset.UTC));

    @Test
    void trustsACertificateOfTheBundleUntilItExpires() throws Exception {
        OddCertificates ca = Draft.authority("ca").selfSigned();
        OddCertificates leaf = Draft.client(ALICE).signedBy(ca);
        assertThat(verify(ca, leaf))
                .isEqualTo(new Verdict.Trusted(leaf.certificate().getNotAfter().toInstant()));
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void refusesAFlawedCertificate(Flaw flaw) throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("ca");
        ClientChain chain = chain(ca.issueClient("alice", List.of(), flaw).certificate());
        ChainVerifier verifier = new ChainVerifier(new CaBundle(List.of(ca.certificate())), Clock.systemUTC());
        assertThat(verifier.verify(chain)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void refusesACertificateOfAnotherAuthorityOfTheSameName() throws Exception {
        OddCertificates ca = Draft.authority("ca").selfSigned();
        OddCertificates foreign = Draft.authority("ca").selfSigned();
        assertThat(verify(ca, Draft.client(ALICE).signedBy(foreign))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void believesNoCertificateThatTheClientBringsAsItsOwnAuthority() throws Exception {
        OddCertificates ca = Draft.authority("ca").selfSigned();
        OddCertificates own = Draft.authority("own").selfSigned();
        assertThat(verify(ca, Draft.client(ALICE).signedBy(own), own)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void followsIntermediatesInAnyOrder() throws Exception {
        OddCertificates root = Draft.authority("root").selfSigned();
        OddCertificates upper = Draft.authority("upper").signedBy(root);
        OddCertificates lower = Draft.authority("lower").rsa().signedBy(upper);
        OddCertificates leaf = Draft.client(ALICE).signedBy(lower);
        assertThat(verify(root, leaf, upper, lower)).isInstanceOf(Verdict.Trusted.class);
        assertThat(verify(root, leaf, lower)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void refusesAChainThroughACertificateThatIsNoAuthority() throws Exception {
        OddCertificates root = Draft.authority("root").selfSigned();
        OddCertificates alice = Draft.client(ALICE).signedBy(root);
        OddCertificates mallory = Draft.client(new X500Name("CN=mallory")).signedBy(alice);
        assertThat(verify(root, mallory, alice)).isInstanceOf(Verdict.Refused.class);
        assertThat(verify(alice, mallory)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void trustsALeafThatIsInTheBundleItself() throws Exception {
        OddCertificates leaf = Draft.client(ALICE).selfSigned();
        assertThat(verify(leaf, leaf)).isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void refusesUnderAnAuthorityThatHasExpired() throws Exception {
        OddCertificates ca = Draft.authority("ca").life(Duration.ofHours(1)).selfSigned();
        OddCertificates leaf = Draft.client(ALICE).signedBy(ca);
        clock.move(Duration.ofHours(2));
        assertThat(verify(ca, leaf)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void trustsByRsaAndWithoutOrWithAnyExtendedUsage() throws Exception {
        OddCertificates ca = Draft.authority("ca").rsa().selfSigned();
        assertThat(verify(ca, Draft.client(ALICE).rsa().signedBy(ca))).isInstanceOf(Verdict.Trusted.class);
        assertThat(verify(ca, Draft.client(ALICE).usage(Optional.empty()).signedBy(ca)))
                .isInstanceOf(Verdict.Trusted.class);
        assertThat(verify(
                        ca,
                        Draft.client(ALICE)
                                .usage(Optional.of(KeyPurposeId.anyExtendedKeyUsage))
                                .signedBy(ca)))
                .isInstanceOf(Verdict.Trusted.class);
    }

    @Test
    void refusesWhatMayOnlyServeOrIsSignedByWhatMayOnlyServe() throws Exception {
        OddCertificates ca = Draft.authority("ca").selfSigned();
        Optional<KeyPurposeId> serving = Optional.of(KeyPurposeId.id_kp_serverAuth);
        assertThat(verify(ca, Draft.client(ALICE).usage(serving).signedBy(ca))).isInstanceOf(Verdict.Refused.class);
        OddCertificates servers = Draft.authority("servers").usage(serving).signedBy(ca);
        assertThat(verify(ca, Draft.client(ALICE).signedBy(servers), servers)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void refusesAChainOfUnreasonableLength() throws Exception {
        OddCertificates ca = Draft.authority("ca").selfSigned();
        X509Certificate leaf = Draft.client(ALICE).signedBy(ca).certificate();
        ClientChain chain = ClientChain.of(Collections.nCopies(11, leaf));
        assertThat(new ChainVerifier(new CaBundle(List.of(ca.certificate())), clock).verify(chain))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void forgetsWhatItRememberedWhenTheCertificateExpires() throws Exception {
        OddCertificates ca = Draft.authority("ca").selfSigned();
        ClientChain chain = chain(Draft.client(ALICE).signedBy(ca).certificate());
        ChainVerifier verifier = new ChainVerifier(new CaBundle(List.of(ca.certificate())), clock);
        assertThat(verifier.verify(chain)).isInstanceOf(Verdict.Trusted.class);
        clock.move(Duration.ofDays(2));
        assertThat(verifier.verify(chain)).isInstanceOf(Verdict.Refused.class);
    }

    private Verdict verify(OddCertificates ca, OddCertificates... shown) throws CertificateEncodingException {
        List<X509Certificate> certificates =
                List.of(shown).stream().map(OddCertificates::certificate).toList();
        return new ChainVerifier(new CaBundle(List.of(ca.certificate())), clock).verify(ClientChain.of(certificates));
    }

    private static ClientChain chain(X509Certificate leaf) throws CertificateEncodingException {
        return ClientChain.of(List.of(leaf));
    }
}
