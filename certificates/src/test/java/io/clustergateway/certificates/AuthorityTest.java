package io.clustergateway.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(1));
    private static final Authority CA = Authority.make("ca", NOW, LATER);

    @Test
    void issuesForNamesAndAddresses() throws Exception {
        Pair pair = CA.issue(List.of("a.example", "127.0.0.1", "::1"), NOW, LATER);

        assertThat(pair.isMatched()).isTrue();
        assertThat(CA.isIssuerOf(pair.leaf())).isTrue();
        assertThat(pair.dnsNames()).containsExactly("a.example");
        assertThat(pair.leaf().getSubjectAlternativeNames()).hasSize(3);
        assertThat(pair.leaf().getNotAfter()).isEqualTo(LATER);
    }

    @Test
    void knowsAnAuthorityOfTheSameNameFromItself() {
        Authority other = Authority.make("ca", NOW, LATER);

        assertThat(other.isIssuerOf(CA.issue(List.of("a.example"), NOW, LATER).leaf()))
                .isFalse();
    }

    @Test
    void cutsCommonNamesThatX520DoesNotAllow() {
        String name = "a".repeat(63) + "." + "b".repeat(63) + ".svc";

        Pair pair = CA.issue(List.of(name), NOW, LATER);

        assertThat(pair.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=" + name.substring(0, 64));
        assertThat(pair.dnsNames()).containsExactly(name);
    }

    @Test
    void isReadAsItWasWrittenAndShowsNoKey() {
        Pair pair = CA.issue(List.of("a.example"), NOW, LATER);

        Pair read = Pair.of(Pem.certificates(List.of(pair.leaf(), CA.certificate())), Pem.key(pair.key()));

        assertThat(read.chain()).containsExactly(pair.leaf(), CA.certificate());
        assertThat(read.key()).isEqualTo(pair.key());
        assertThat(read + " " + CA).contains("masked").doesNotContain("PRIVATE");
    }

    @Test
    void refusesBrokenTextWithALineThatSaysWhatWasExpected() {
        assertThatThrownBy(() -> Pair.certificates("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a broken certificate (expected: PEM, leaf first)");
        assertThatThrownBy(() -> Pair.key("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a broken key (expected: PEM of a private key)");
        assertThatThrownBy(() -> Pair.of(
                        Pem.certificate(CA.certificate()),
                        Pem.key(CA.issue(List.of("a"), NOW, LATER).key())))
                .hasMessage("a key that does not belong to its certificate");
    }
}
