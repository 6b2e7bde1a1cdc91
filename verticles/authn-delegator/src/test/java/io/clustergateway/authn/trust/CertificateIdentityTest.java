package io.clustergateway.authn.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clustergateway.authn.trust.OddCertificates.Draft;
import io.clustergateway.kernel.contract.Caller;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateIdentityTest {
    private static final ASN1ObjectIdentifier UID = new ASN1ObjectIdentifier("1.3.6.1.4.1.57683.2");

    @Test
    void readsUserGroupsAndUidInOrder() throws Exception {
        Caller caller = identity(new X500NameBuilder()
                        .addRDN(BCStyle.O, "second")
                        .addRDN(BCStyle.O, "first")
                        .addRDN(BCStyle.OU, "no group")
                        .addRDN(BCStyle.CN, "alice")
                        .addRDN(UID, "u-1"))
                .caller()
                .orElseThrow();
        assertThat(caller.user()).isEqualTo("alice");
        assertThat(caller.groups()).containsExactly("second", "first");
        assertThat(caller.uid()).hasValue("u-1");
    }

    @Test
    void namesTheCertificateInTheExtras() throws Exception {
        Caller caller = identity(new X500NameBuilder().addRDN(BCStyle.CN, "alice"))
                .caller()
                .orElseThrow();
        assertThat(caller.extra()).containsOnlyKeys("authentication.kubernetes.io/credential-id");
        assertThat(caller.extra().get("authentication.kubernetes.io/credential-id"))
                .singleElement()
                .asString()
                .matches("X509SHA256=[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system:kube-admin",
                "a,O=system:masters",
                "a+O=system:masters",
                "a\\,b\"<c>;=d",
                "#0c0161",
                " leading and trailing ",
                "two  spaces",
                "jürgen 管理"
            })
    void takesACommonNameAsOneTextWhateverItHolds(String name) throws Exception {
        Caller caller = identity(new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(name)))
                .caller()
                .orElseThrow();
        assertThat(caller.user()).isEqualTo(name);
        assertThat(caller.groups()).isEmpty();
    }

    @Test
    void knowsNobodyWithoutACommonName() throws Exception {
        assertThat(identity(new X500NameBuilder().addRDN(BCStyle.O, "system:masters"))
                        .caller())
                .isEmpty();
    }

    @Test
    void countsTheLastCommonNameAsGoDoes() throws Exception {
        assertThat(identity(new X500NameBuilder().addRDN(BCStyle.CN, "a").addRDN(BCStyle.CN, "b"))
                        .commonName())
                .isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u-2"})
    void refusesAnEmptyOrASecondUid(String second) throws Exception {
        X500NameBuilder subject =
                new X500NameBuilder().addRDN(BCStyle.CN, "alice").addRDN(UID, second);
        CertificateIdentity identity = identity(second.isEmpty() ? subject : subject.addRDN(UID, "u-1"));
        assertThatIllegalArgumentException().isThrownBy(identity::caller).withMessageContaining("expected: one");
    }

    @Test
    void readsMultiValuedNames() throws Exception {
        ASN1ObjectIdentifier[] types = {BCStyle.CN, BCStyle.O};
        CertificateIdentity identity =
                identity(new X500NameBuilder().addMultiValuedRDN(types, new String[] {"alice", "devs"}));
        assertThat(identity.caller().orElseThrow().groups()).isEqualTo(List.of("devs"));
        assertThat(identity.commonName()).isEqualTo("alice");
    }

    private static CertificateIdentity identity(X500NameBuilder subject) throws Exception {
        return new CertificateIdentity(
                Draft.client(subject.build()).selfSigned().certificate());
    }
}
