package io.clustergateway.forwarder.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.forwarder.load.Breaker.Pass;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Trust;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BreakerTest {
    private static final Cluster MEMBER = new Cluster(
            "m",
            "uid",
            "1",
            Instant.EPOCH,
            Map.of(),
            "",
            "",
            new Endpoint("127.0.0.1", 1, ""),
            new Trust.SystemRoots(),
            new Credential.BearerToken("t"),
            Optional.empty(),
            Health.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            "key");

    private long now;
    private Limits limits = Limited.by(Map.of());
    private final Breaker breaker = breaker(true);

    @Test
    void letsEverythingPassWhileTheMemberIsUnknownOrHealthy() {
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
        health(Health.State.UNKNOWN, "");
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
        health(Health.State.HEALTHY, "");
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void refusesNothingWhenSwitchedOff() {
        Breaker off = breaker(false);
        off.found(table("uid", Health.State.UNHEALTHY, "ConnectionTimeout"));
        assertThat(off.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void refusesAtOnceWithTheReason() {
        health(Health.State.UNHEALTHY, "ConnectionTimeout");
        assertThatThrownBy(() -> breaker.pass(MEMBER, true)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(503);
            assertThat(failure.getMessage()).isEqualTo("clustergateway \"m\" is not healthy: ConnectionTimeout");
            assertThat(failure.causes()).containsExactly(new Failure.Cause("ClusterUnhealthy", "ConnectionTimeout"));
            assertThat(failure.retryAfterSeconds()).isEmpty();
        });
    }

    @Test
    void countsLossesOfOneCallerForNoMoreThanThoseOfAllOthers() {
        for (int i = 0; i < 100; i++) {
            breaker.lost(MEMBER, "alice", "closed");
        }
        breaker.lost(MEMBER, "bob", "closed");
        breaker.lost(MEMBER, "carol", "closed");
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
        breaker.lost(MEMBER, "bob", "closed");
        refused(false);
        pass(2);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
    }

    @Test
    void answersOutweighLosses() {
        for (int i = 0; i < 20; i++) {
            breaker.answered(MEMBER);
        }
        for (int i = 0; i < 9; i++) {
            breaker.lost(MEMBER, "alice", "closed");
            breaker.lost(MEMBER, "bob", "closed");
        }
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void letsOneRequestAtATimeFindOut() {
        health(Health.State.UNHEALTHY, "ConnectionTimeout");
        refused(true);
        pass(2);
        refused(false);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
        pass(60);
        refused(true);

        breaker.tried(MEMBER, false);
        refused(true);
        pass(2);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
        breaker.tried(MEMBER, true);

        assertThat(breaker.pass(MEMBER, false)).isEqualTo(Pass.FREE);
        breaker.failed(MEMBER, "closed");
        refused(true);
    }

    @Test
    void startsAnewWithANewFinding() {
        health(Health.State.UNHEALTHY, "ConnectionTimeout");
        refused(true);
        pass(2);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
        breaker.tried(MEMBER, true);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
        health(Health.State.UNHEALTHY, "CertificateMismatch");
        refused(true);
    }

    @Test
    void knowsAMemberMadeAgainFromTheFormerOne() {
        breaker.found(table("former", Health.State.UNHEALTHY, "ConnectionTimeout"));
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void opensAfterFailuresThatAreHalfOfTheAnswers() {
        fail(4);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
        fail(1);
        assertThatThrownBy(() -> breaker.pass(MEMBER, true)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(503);
            assertThat(failure.getMessage()).isEqualTo("clustergateway \"m\" did not answer lately: it is gone");
            assertThat(failure.causes()).containsExactly(new Failure.Cause("CircuitOpen", "it is gone"));
            assertThat(failure.retryAfterSeconds()).hasValue(2);
        });
        assertThat(breaker.states()).containsEntry("m", Circuit.State.OPEN);
    }

    @Test
    void staysClosedWhileMostRequestsAreAnswered() {
        for (int i = 0; i < 20; i++) {
            breaker.answered(MEMBER);
        }
        fail(19);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void forgetsFailuresOfAnEarlierWindow() {
        fail(4);
        pass(31);
        fail(4);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void closesWhenOneRequestGotItsAnswer() {
        fail(5);
        refused(true);
        pass(2);
        refused(false);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
        assertThat(breaker.states()).containsEntry("m", Circuit.State.HALF_OPEN);
        refused(true);
        breaker.tried(MEMBER, true);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
        fail(4);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void givesTheTurnToTheNextWhenTheOneThatWasToFindOutSaidNothing() {
        fail(5);
        pass(2);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
        breaker.untried(MEMBER);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.TRIAL);
        refused(true);
        breaker.tried(MEMBER, true);
        breaker.untried(MEMBER);
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void closesAtOnceWhenItIsSwitchedOff() {
        fail(5);
        refused(true);
        limits = Limited.by(Map.of("circuit", false));
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    @Test
    void staysOpenForFailuresThoughTheFindingIsTakenBack() {
        fail(5);
        health(Health.State.HEALTHY, "");
        refused(true);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(MEMBER, "it is gone");
        }
    }

    private Breaker breaker(boolean refusesUnhealthy) {
        return new Breaker(refusesUnhealthy, () -> limits, () -> now, new LoadMetrics(new PrometheusRegistry()));
    }

    private void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void refused(boolean canTry) {
        assertThatThrownBy(() -> breaker.pass(MEMBER, canTry)).isInstanceOf(Failure.class);
    }

    private void health(Health.State state, String reason) {
        breaker.found(table("uid", state, reason));
    }

    private static HealthTable table(String uid, Health.State state, String reason) {
        return HealthTable.EMPTY.with("m", new HealthTable.Entry(uid, new Health(state, reason)));
    }
}
