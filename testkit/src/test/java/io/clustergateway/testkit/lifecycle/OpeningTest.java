package io.clustergateway.testkit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class OpeningTest {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Test
    void whatFailsIsClosedAndTold() {
        IOException failure = new IOException("the third step");
        IllegalStateException second = new IllegalStateException("cannot close");
        assertThatThrownBy(() -> Opening.orClose(
                        () -> {
                            closed.set(true);
                            throw second;
                        },
                        () -> {
                            throw failure;
                        }))
                .isSameAs(failure)
                .hasSuppressedException(second);
        assertThat(closed).isTrue();
    }

    @Test
    void whatSucceedsStaysOpen() {
        Opening.orClose(() -> closed.set(true), () -> {});
        assertThat(closed).isFalse();
    }
}
