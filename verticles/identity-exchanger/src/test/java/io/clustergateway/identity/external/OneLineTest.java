package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneLineTest {
    @Test
    void makesOnePlainLine() {
        assertThat(OneLine.of("  no\r\n\taccount\u0000\u001b[31m \u2028of \u202ethis\u0085 name ", 256))
                .isEqualTo("no account [31m of this name");
        assertThat(OneLine.of("", 256)).isEmpty();
        assertThat(OneLine.of("\n\n", 256)).isEmpty();
    }

    @Test
    void cutsBetweenCharacters() {
        String emoji = "\ud83d\ude00";
        assertThat(OneLine.of(emoji.repeat(256), 256)).isEqualTo(emoji.repeat(256));
        assertThat(OneLine.of(emoji.repeat(257), 256)).isEqualTo(emoji.repeat(256) + "…");
        assertThat(OneLine.of("x".repeat(1 << 20), 256)).hasSize(257);
        assertThat(OneLine.of("a\ud800b", 256)).isEqualTo("a b");
    }
}
