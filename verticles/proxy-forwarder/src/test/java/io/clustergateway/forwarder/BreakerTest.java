package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.forwarder.Breaker.Pass;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Trust;
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
    private final Breaker breaker = new Breaker(true, () -> now);

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
        Breaker off = new Breaker(false, () -> now);
        off.follow(table("uid", Health.State.UNHEALTHY, "ConnectionTimeout"));
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
        breaker.failed(MEMBER);
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
        breaker.follow(table("former", Health.State.UNHEALTHY, "ConnectionTimeout"));
        assertThat(breaker.pass(MEMBER, true)).isEqualTo(Pass.FREE);
    }

    private void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void refused(boolean canTry) {
        assertThatThrownBy(() -> breaker.pass(MEMBER, canTry)).isInstanceOf(Failure.class);
    }

    private void health(Health.State state, String reason) {
        breaker.follow(table("uid", state, reason));
    }

    private static HealthTable table(String uid, Health.State state, String reason) {
        return HealthTable.EMPTY.with("m", new HealthTable.Entry(uid, new Health(state, reason)));
    }
}
