package io.clustergateway.forwarder.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AnswerCacheTest {
    private static final long AFTERLIFE = 5;

    private final AnswerCache<String, Long> cache =
            new AnswerCache<>(() -> now(), String::length, Long::longValue, AFTERLIFE, 1000, 2000);

    private long now;

    @Test
    void holdsNoMoreThanItsCapacityAndDropsTheLongestUnused() {
        cache.keep("a", 1L);
        cache.keep("b", 1L);
        cache.keep("c", 1L);
        cache.find("a");
        cache.keep("d", 1L);
        assertThat(cache.find("a")).isPresent();
        assertThat(cache.find("b")).isEmpty();
    }

    @Test
    void keepsNothingUnderAKeyTooLarge() {
        String large = "x".repeat(600);
        cache.keep(large, 1L);
        assertThat(cache.find(large)).isEmpty();
    }

    @Test
    void ownsNothingAfterForgetting() {
        for (int i = 0; i < 100; i++) {
            cache.keep("same", 1L);
        }
        cache.keep("other", 1L);
        assertThat(cache.find("same")).isPresent();
        cache.clear();
        assertThat(cache.last("same")).isEmpty();
    }

    @Test
    void givesNoAnswerThatHasEnded() {
        cache.keep("a", 0L);
        assertThat(cache.find("a")).isEmpty();
        assertThat(cache.last("a")).isPresent();
    }

    @Test
    void holdsEndedAnswersNoLongerThanOthersCome() {
        cache.keep("a", 1L);
        cache.keep("b", 1L);
        cache.keep("c", 9L);
        now = AFTERLIFE + 1;
        cache.keep("d", 19L);
        assertThat(cache.last("a")).isEmpty();
        assertThat(cache.last("b")).isEmpty();
        assertThat(cache.find("c")).isPresent();
        assertThat(cache.find("d")).isPresent();
    }

    @Test
    void holdsAnEndedAnswerWhileItMayStillBeAskedFor() {
        cache.keep("a", 1L);
        now = AFTERLIFE;
        cache.keep("b", 9L);
        assertThat(cache.last("a")).isPresent();
    }

    private long now() {
        return now;
    }
}
