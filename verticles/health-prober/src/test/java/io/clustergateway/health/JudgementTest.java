package io.clustergateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Health;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JudgementTest {
    /** Findings as letters: . is good, others are faults; health after each, as its reason, + for healthy, ? for unknown. */
    @ParameterizedTest
    @CsvSource({
        "?, ., +",
        "?, t, ?",
        "?, tt, ?t",
        "+, t, +",
        "+, t.t, +++",
        "+, tt, +t",
        "+, tr, +r",
        "+, ttr, +tt",
        "+, ttrr, +ttr",
        "+, ttrtrt, +ttttt",
        "+, tt., +t+",
        "t, ., +",
        "t, rr, tr",
        "t, tt, tt"
    })
    void takesTwoFaultsToCondemnAndTwoAlikeToChangeTheReason(String before, String findings, String after) {
        assertThat(run(new Judgement(2, 1, health(before)), findings)).endsWith(after);
    }

    @Test
    void waitsForAsManySuccessesAsAskedFor() {
        assertThat(run(new Judgement(1, 3, health("t")), "..t...")).isEqualTo("tttt" + "t+");
    }

    @Test
    void isDoubtedWhileTheLastFindingSaysOtherwise() {
        Judgement judgement = new Judgement(2, 2, health("+"));
        assertThat(judgement.isDoubted()).isFalse();
        judgement.hear(new Finding("t"));
        assertThat(judgement.isDoubted()).isTrue();
        judgement.hear(new Finding("t"));
        assertThat(judgement.isDoubted()).isFalse();
        judgement.hear(Finding.GOOD);
        assertThat(judgement.isDoubted()).isTrue();
    }

    @Test
    void saysOnceThatItChanged() {
        Judgement judgement = new Judgement(2, 1, Health.UNKNOWN);
        assertThat(judgement.hear(Finding.GOOD)).isTrue();
        assertThat(judgement.hear(Finding.GOOD)).isFalse();
        assertThat(judgement.hear(new Finding("t"))).isFalse();
        assertThat(judgement.hear(new Finding("t"))).isTrue();
        assertThat(judgement.hear(new Finding("t"))).isFalse();
    }

    private static String run(Judgement judgement, String findings) {
        StringBuilder after = new StringBuilder();
        for (char letter : findings.toCharArray()) {
            judgement.hear(letter == '.' ? Finding.GOOD : new Finding(String.valueOf(letter)));
            after.append(
                    switch (judgement.health().state()) {
                        case UNKNOWN -> "?";
                        case HEALTHY -> "+";
                        case UNHEALTHY -> judgement.health().reason();
                    });
        }
        return after.toString();
    }

    private static Health health(String text) {
        return switch (text) {
            case "?" -> Health.UNKNOWN;
            case "+" -> Judgement.HEALTHY;
            default -> new Health(Health.State.UNHEALTHY, text);
        };
    }
}
