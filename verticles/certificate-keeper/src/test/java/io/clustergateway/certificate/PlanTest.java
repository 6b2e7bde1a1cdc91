package io.clustergateway.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.certificates.Authority;
import io.clustergateway.certificates.Pair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlanTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> NAMES = List.of("gateway.here.svc", "gateway.here");
    private static final Pace PACE = Pace.SYSTEM;
    private static final Authority FOREIGN = authority("foreign", START.plus(Duration.ofDays(1000)));

    @Test
    void makesAuthorityAndCertificateForTheServicesNamesWhereNothingIs() {
        Holding made = anew(new Stored.Absent()).write().orElseThrow();

        assertThat(made.leaf().dnsNames()).containsExactlyElementsOf(NAMES);
        assertThat(made.signer().isIssuerOf(made.leaf().leaf())).isTrue();
        assertThat(end(made.leaf().leaf())).isEqualTo(START.plus(Duration.ofDays(90)));
        assertThat(end(made.signer().certificate())).isEqualTo(START.plus(Duration.ofDays(1095)));
        assertThat(made.signer().certificate().getBasicConstraints()).isNotNegative();
        assertThat(made.leaf().leaf().getBasicConstraints()).isNegative();
        assertThat(made.leaf().leaf().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(made.bundle()).containsExactly(made.signer().certificate());
    }

    @Test
    void makesNothingWhoseNamesItDoesNotKnow() {
        assertThat(Plan.of(new Stored.Absent(), Optional.empty(), false, PACE, START))
                .isEqualTo(Step.NOTHING);
    }

    @Test
    void leavesWhatIsSomebodyElses() {
        assertThat(at(Duration.ofDays(4000), new Stored.Foreign(Optional.empty(), "broken"), List.of(), false))
                .isEqualTo(Step.NOTHING);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "59, false", "60, true", "89, true", "91, true", "400, true"})
    void renewsTheCertificateAtTwoThirdsOfItsLifeHoweverLateItIsAsked(int day, boolean renews) {
        Holding first = first();

        Step step = at(Duration.ofDays(day), new Stored.Sound(first), first.bundle(), false);

        assertThat(step.write().isPresent()).isEqualTo(renews);
        assertThat(step.bundle()).isEqualTo(first.bundle());
        step.write().ifPresent(next -> {
            assertThat(next.signer()).isEqualTo(first.signer());
            assertThat(next.leaf().key()).isNotEqualTo(first.leaf().key());
            assertThat(end(next.leaf().leaf())).isEqualTo(START.plus(Duration.ofDays(day + 90)));
        });
    }

    @Test
    void preparesTheNextAuthorityAtTwoThirdsAndHasItSignOnlyWhenItIsKnown() {
        Holding first = first();
        Duration due = Duration.ofDays(730);
        Holding prepared =
                at(due, new Stored.Sound(first), first.bundle(), false).write().orElseThrow();
        X509Certificate next = prepared.next().orElseThrow().certificate();
        assertThat(prepared.bundle()).containsExactly(first.signer().certificate(), next);
        assertThat(first.signer().isIssuerOf(prepared.leaf().leaf())).isTrue();

        assertThat(at(due, new Stored.Sound(prepared), prepared.bundle(), false).write())
                .isEmpty();

        Holding signed = at(due, new Stored.Sound(prepared), prepared.bundle(), true)
                .write()
                .orElseThrow();
        assertThat(signed.signer().certificate()).isEqualTo(next);
        assertThat(signed.signer().isIssuerOf(signed.leaf().leaf())).isTrue();
        assertThat(signed.bundle()).containsExactly(next, first.signer().certificate());
        assertThat(signed.formerUntil()).contains(end(prepared.leaf().leaf()));
    }

    @Test
    void believesTheFormerAuthorityUntilItsLastCertificateHasEnded() {
        Holding first = first();
        Duration due = Duration.ofDays(730);
        Holding prepared =
                at(due, new Stored.Sound(first), List.of(), false).write().orElseThrow();
        Holding signed =
                at(due, new Stored.Sound(prepared), List.of(), true).write().orElseThrow();
        Duration lastEnd = Duration.between(START, end(prepared.leaf().leaf()));
        assertThat(lastEnd).isEqualTo(due.plus(Duration.ofDays(90)));

        Step before = at(lastEnd.minusSeconds(1), new Stored.Sound(signed), List.of(), false);
        assertThat(before.bundle()).contains(first.signer().certificate());

        Step after = at(lastEnd, new Stored.Sound(signed), List.of(), false);
        assertThat(after.bundle()).containsExactly(signed.signer().certificate());
        assertThat(after.write().orElseThrow().formerUntil()).isEmpty();
    }

    @Test
    void doesNotRenewAgainAndAgainWhatAnEndingAuthorityCannotMakeLonger() {
        Holding first = first();
        Holding prepared = at(Duration.ofDays(1090), new Stored.Sound(first), List.of(), false)
                .write()
                .orElseThrow();
        assertThat(end(prepared.leaf().leaf())).isEqualTo(end(first.signer().certificate()));

        assertThat(at(Duration.ofDays(1091), new Stored.Sound(prepared), List.of(), false)
                        .write())
                .isEmpty();
    }

    @Test
    void makesAllAnewWhenTheAuthorityEndedUnseen() {
        Holding first = first();

        Holding anew = at(Duration.ofDays(2000), new Stored.Sound(first), first.bundle(), false)
                .write()
                .orElseThrow();

        assertThat(anew.signer()).isNotEqualTo(first.signer());
        assertThat(anew.bundle()).containsExactly(anew.signer().certificate());
    }

    @Test
    void makesABrokenSecretAnewAndBelievesOnWhoeverWasBelieved() {
        Holding first = first();
        Stored broken = new Stored.Broken("tls.key: no private key", Optional.empty(), first.bundle());

        Step step = at(Duration.ofDays(10), broken, List.of(FOREIGN.certificate()), false);

        Holding anew = step.write().orElseThrow();
        assertThat(step.reasons()).singleElement().asString().contains("tls.key: no private key");
        assertThat(step.bundle())
                .containsExactly(anew.signer().certificate(), first.signer().certificate(), FOREIGN.certificate());
        assertThat(anew.formerUntil()).contains(START.plus(Duration.ofDays(100)));
    }

    @Test
    void believesTheAuthorityItTakesOverFromForADay() {
        Holding made = at(Duration.ZERO, new Stored.Absent(), List.of(FOREIGN.certificate()), false)
                .write()
                .orElseThrow();

        assertThat(made.bundle()).containsExactly(made.signer().certificate(), FOREIGN.certificate());
        assertThat(at(Duration.ofHours(23), new Stored.Sound(made), made.bundle(), false)
                        .write())
                .isEmpty();
        assertThat(at(Duration.ofHours(24), new Stored.Sound(made), made.bundle(), false)
                        .bundle())
                .containsExactly(made.signer().certificate());
    }

    @Test
    void renewsForAnotherService() {
        Holding first = first();
        Aggregation moved = new Aggregation("here", List.of("other.here.svc"), first.bundle(), true);

        Step step = Plan.of(new Stored.Sound(first), Optional.of(moved), false, PACE, START);

        assertThat(step.write().orElseThrow().leaf().dnsNames()).containsExactly("other.here.svc");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 730, 1090})
    void renewsWithoutTheApiServiceForTheNamesOfBefore(int day) {
        Step step = Plan.of(new Stored.Sound(first()), Optional.empty(), false, PACE, START.plus(Duration.ofDays(day)));

        assertThat(step.write().orElseThrow().leaf().dnsNames()).containsExactlyElementsOf(NAMES);
    }

    /** However the clock moves, whatever is served was believed before, and is valid unless nobody looked. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 20, 29})
    void servesOnlyWhatWasBelievedBeforeForTenYears(long days) {
        Holding holding = first();
        List<X509Certificate> believed = holding.bundle();
        boolean known = false;
        int leaves = 0;
        int authorities = 0;
        for (Instant now = START;
                now.isBefore(START.plus(Duration.ofDays(3650)));
                now = now.plus(Duration.ofDays(days))) {
            Step step = Plan.of(
                    new Stored.Sound(holding),
                    Optional.of(new Aggregation("here", NAMES, believed, true)),
                    known,
                    PACE,
                    now);
            Pair before = holding.leaf();
            List<X509Certificate> trusted = believed;
            Holding next = step.write().orElse(holding);
            assertThat(trusted)
                    .anyMatch(each -> Authority.isIssuerOf(each, next.leaf().leaf()));
            assertThat(step.bundle()).anyMatch(each -> Authority.isIssuerOf(each, before.leaf()));
            assertThat(end(next.leaf().leaf())).isAfter(now);
            leaves += next.leaf().equals(before) ? 0 : 1;
            authorities += next.signer().equals(holding.signer()) ? 0 : 1;
            holding = next;
            believed = step.bundle();
            known = holding.next().isPresent();
        }
        assertThat(leaves).isBetween(40, 65);
        assertThat(authorities).isBetween(4, 5);
    }

    private static Holding first() {
        return anew(new Stored.Absent()).write().orElseThrow();
    }

    private static Step anew(Stored stored) {
        return at(Duration.ZERO, stored, List.of(), false);
    }

    private static Step at(Duration since, Stored stored, List<X509Certificate> believed, boolean nextIsKnown) {
        Aggregation hub = new Aggregation("here", NAMES, believed, true);
        return Plan.of(stored, Optional.of(hub), nextIsKnown, PACE, START.plus(since));
    }

    private static Authority authority(String name, Instant end) {
        return Authority.make(name, START, end);
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }
}
