package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeptAnswersTest {
    private static final Rule RULE = Sample.rule(Sample.exchanger("https://exchanger.example/"));

    private final ManualTicker ticker = new ManualTicker();
    private final KeptAnswers kept = new KeptAnswers(ticker, 2_000, 4_000);

    @Test
    void holdsNoMoreThanItsCapacityAndDropsTheLongestUnused() {
        for (String user : List.of("a", "b", "c")) {
            kept.keep(key(user), answer(List.of()));
        }
        kept.find(key("a"));
        kept.keep(key("d"), answer(List.of()));
        assertThat(kept.find(key("a"))).isPresent();
        assertThat(kept.find(key("b"))).isEmpty();
        assertThat(kept.find(key("d"))).isPresent();
    }

    @Test
    void keepsNothingLargeWhetherTheCallerIsOrTheAnswer() {
        kept.keep(key("x".repeat(1_000)), answer(List.of()));
        kept.keep(key("a"), answer(List.of("g".repeat(1_000))));
        assertThat(kept.find(key("x".repeat(1_000)))).isEmpty();
        assertThat(kept.find(key("a"))).isEmpty();
    }

    @Test
    void countsAnAnswerThatReplacesAnotherOnce() {
        for (int i = 0; i < 100; i++) {
            kept.keep(key("same"), answer(List.of("g".repeat(i))));
        }
        kept.keep(key("other"), answer(List.of()));
        assertThat(kept.find(key("same"))).isPresent();
    }

    @Test
    void givesNoAnswerThatHasEndedOrWasForOneRequest() {
        kept.keep(key("a"), answer(List.of()));
        kept.keep(key("b"), new Answer(new Verdict.Refused(""), Sample.VERSION, ticker.nanos() + 1_000, false));
        assertThat(kept.find(key("b"))).isEmpty();
        ticker.advance(Duration.ofMinutes(1));
        assertThat(kept.find(key("a"))).isEmpty();
    }

    private Answer answer(List<String> groups) {
        Identity identity = new Identity("them", Optional.empty(), groups, Map.of());
        long until = ticker.nanos() + Duration.ofMinutes(1).toNanos();
        return new Answer(new Verdict.Allowed(identity), Sample.VERSION, until, true);
    }

    private static AnswerKey key(String user) {
        return new AnswerKey(
                RULE,
                "v1",
                "uid",
                Sample.EU,
                new Identity(user, Optional.empty(), List.of(), Map.of("k", List.of("v"))));
    }
}
