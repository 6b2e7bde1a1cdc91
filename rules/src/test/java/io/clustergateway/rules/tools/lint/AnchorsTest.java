package io.clustergateway.rules.tools.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns say how a name begins and ends. */
final class AnchorsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^admin$",
                "\\Aadmin\\z",
                "^ext-.*",
                ".*-bot$",
                ".*admin.*",
                "^team-.+",
                "(?i)^admin$",
                "^(a|b)$",
                "^a$|^b$",
                "(^a|^b)$",
                "(?:^a$|^b$)",
                "(?P<who>^a$)",
                "^[^]$]x$",
                "^\\Qa|b\\E$",
                "^x{2,3}$",
                "^a.*?",
                "^\\p{Greek}$",
                "^[[:alpha:]]+$",
                "(?s).*",
            })
    void seesBothEnds(String pattern) {
        assertThat(Anchors.areAtBothEnds(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "^admin",
                "admin$",
                "ext-.*",
                "^a|b$",
                "^admin\\$",
                "\\^admin$",
                "(^a)?b$",
                "^a$?",
                "(?m)^admin$",
                "(?m:^admin$)",
                "[^$]",
                "^[$]",
                "^a(b$)*",
                "(a|^b)$",
                "\\Q^a$\\E",
                ".admin.",
                "()",
                "^a$)b",
            })
    void seesAnOpenEnd(String pattern) {
        assertThat(Anchors.areAtBothEnds(pattern)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "^admin", "admin$", "a|b", "^a|b$", "ext-.*", "a\\$"})
    void suggestsOneThatSaysBoth(String pattern) {
        assertThat(Anchors.areAtBothEnds(Anchors.added(pattern))).isTrue();
    }
}
