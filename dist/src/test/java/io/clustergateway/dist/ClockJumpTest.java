package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.PocketClient.Answer;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.User;
import io.clustergateway.testkit.time.MovedClock;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole gateway by clocks that jump: the wall clock as NTP or an operator sets it, and both as a machine that slept. */
final class ClockJumpTest {
    private static final Duration YEARS = Duration.ofDays(50 * 365);
    private static final String TOKEN = "token-of-jane";
    private static final Duration LONGER_THAN_ANY_GRANT = Duration.ofSeconds(11);

    private final MovedClock sleeping = new MovedClock(Clock.systemUTC());
    private final MovedClock wall = new MovedClock(sleeping);
    private final PocketRig rig = new PocketRig(
            new PocketRig.Plan(
                    PocketOptions.create("hub-ca").withToken(TOKEN, User.of("jane")),
                    PocketOptions.create("member-ca"),
                    Map.of()),
            new Clocks(() -> System.nanoTime() + sleeping.ahead().toNanos(), wall));

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aJumpOfTheWallClockEndsNoGrantAndStretchesNone() {
        try (PocketClient jane = rig.direct(new Credential.Token(TOKEN), HttpVersion.HTTP_2)) {
            assertThat(get(jane).status()).isEqualTo(200);
            int asked = reviews();

            wall.setAhead(YEARS);
            assertThat(get(jane).status()).isEqualTo(200);
            wall.setAhead(YEARS.negated());
            assertThat(get(jane).status()).isEqualTo(200);
            assertThat(reviews()).as("nothing was asked again").isEqualTo(asked);

            sleeping.move(LONGER_THAN_ANY_GRANT);
            assertThat(get(jane).status()).isEqualTo(200);
            assertThat(reviews()).as("who and whether, each once").isEqualTo(asked + 2);
        }
    }

    @Test
    void certificatesEndAndBeginByTheWallClock() {
        try (PocketClient joe = rig.direct(rig.somebody("joe"), HttpVersion.HTTP_2)) {
            assertThat(get(joe).status()).isEqualTo(200);

            wall.setAhead(YEARS);
            sleeping.move(LONGER_THAN_ANY_GRANT);
            assertThat(get(joe).status()).as("it has ended").isEqualTo(401);

            wall.setAhead(YEARS.negated());
            sleeping.move(LONGER_THAN_ANY_GRANT);
            assertThat(get(joe).status()).as("it has not begun").isEqualTo(401);

            wall.setAhead(Duration.ZERO);
            sleeping.move(LONGER_THAN_ANY_GRANT);
            assertThat(get(joe).status()).isEqualTo(200);
        }
    }

    @Test
    void afterASleepEverythingIsAskedAgainAtOnceAndThenUsed() {
        try (PocketClient jane = rig.direct(new Credential.Token(TOKEN), HttpVersion.HTTP_2)) {
            assertThat(get(jane).status()).isEqualTo(200);
            int asked = reviews();

            sleeping.move(Duration.ofHours(10));
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
}
