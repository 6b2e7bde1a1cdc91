package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole gateway by clocks that jump: the wall clock as NTP or an operator sets it, and both as a machine that slept. */
final class ClockJumpTest {
    private static final Duration YEARS = Duration.ofDays(50 * 365);
    private static final String TOKEN = "token-of-jane";
    private static final Duration LONGER_THAN_ANY_GRANT = Duration.ofSeconds(11);

    private final Moved clock = new Moved();
    private final PocketRig rig = new PocketRig(
            new PocketRig.Plan(
                    PocketOptions.create("hub-ca").withToken(TOKEN, User.of("jane")),
                    PocketOptions.create("member-ca"),
                    Map.of()),
            new Clocks(clock::nanos, clock));

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aJumpOfTheWallClockEndsNoGrantAndStretchesNone() {
        try (PocketClient jane = rig.direct(new Credential.Token(TOKEN), HttpVersion.HTTP_2)) {
            assertThat(get(jane).status()).isEqualTo(200);
            int asked = reviews();

            clock.setOff(YEARS);
            assertThat(get(jane).status()).isEqualTo(200);
            clock.setOff(YEARS.negated());
            assertThat(get(jane).status()).isEqualTo(200);
            assertThat(reviews()).as("nothing was asked again").isEqualTo(asked);

            clock.sleep(LONGER_THAN_ANY_GRANT);
            assertThat(get(jane).status()).isEqualTo(200);
            assertThat(reviews()).as("who and whether, each once").isEqualTo(asked + 2);
        }
    }

    @Test
    void certificatesEndAndBeginByTheWallClock() {
        try (PocketClient joe = rig.direct(rig.somebody("joe"), HttpVersion.HTTP_2)) {
            assertThat(get(joe).status()).isEqualTo(200);

            clock.setOff(YEARS);
            clock.sleep(LONGER_THAN_ANY_GRANT);
            assertThat(get(joe).status()).as("it has ended").isEqualTo(401);

            clock.setOff(YEARS.negated());
            clock.sleep(LONGER_THAN_ANY_GRANT);
            assertThat(get(joe).status()).as("it has not begun").isEqualTo(401);

            clock.setOff(Duration.ZERO);
            clock.sleep(LONGER_THAN_ANY_GRANT);
            assertThat(get(joe).status()).isEqualTo(200);
        }
    }

    @Test
    void afterASleepEverythingIsAskedAgainAtOnceAndThenUsed() {
        try (PocketClient jane = rig.direct(new Credential.Token(TOKEN), HttpVersion.HTTP_2)) {
            assertThat(get(jane).status()).isEqualTo(200);
            int asked = reviews();

            clock.sleep(Duration.ofHours(10));
            assertThat(get(jane).status()).isEqualTo(200);
            assertThat(get(jane).status()).isEqualTo(200);
            assertThat(reviews()).isEqualTo(asked + 2);
        }
    }

    private static Answer get(PocketClient client) {
        return client.get(PocketRig.PROXY + "/api/v1/namespaces/default/configmaps");
    }

    private int reviews() {
        return (int) rig.hub().server().requests().stream()
                .map(SeenRequest::path)
                .filter(path -> path.endsWith("/tokenreviews") || path.endsWith("/subjectaccessreviews"))
                .count();
    }

    /** The machine's clocks, put forward or back. */
    private static final class Moved extends Clock {
        private final AtomicLong wallNanos = new AtomicLong();
        private final AtomicLong sleptNanos = new AtomicLong();

        /** The wall clock alone, away from the truth. */
        void setOff(Duration offset) {
            wallNanos.set(offset.toNanos());
        }

        /** Both clocks, forward. */
        void sleep(Duration time) {
            sleptNanos.addAndGet(time.toNanos());
        }

        long nanos() {
            return System.nanoTime() + sleptNanos.get();
        }

        @Override
        public Instant instant() {
            return Instant.now().plusNanos(wallNanos.get()).plusNanos(sleptNanos.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
