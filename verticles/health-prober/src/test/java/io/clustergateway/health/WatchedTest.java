package io.clustergateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written about a member whose Secret others write too. */
final class WatchedTest {
    private static final Health BAD = new Health(Health.State.UNHEALTHY, "Unknown: /readyz answered 500");
    private static final long NOW = 0;
    private static final long LATER = 1_000;

    @Test
    void whoTakesOverKeepsWhatTheLeaderBeforeFoundOutUntilItKnowsBetter() {
        Watched member = watched(Judgement.HEALTHY);
        member.update(cluster("2", BAD), LATER);

        member.probed();
        member.judgement().hear(new Finding(BAD.reason()));

        assertThat(member.isToBeWritten(LATER)).isFalse();
        assertThat(member.health(LATER)).isEqualTo(BAD);
    }

    @Test
    void whoLeadsAgainForgetsWhatItFoundOutBefore() {
        Watched member = watched(Health.UNKNOWN);
        member.probed();
        member.judgement().hear(new Finding(BAD.reason()));
        member.judgement().hear(new Finding(BAD.reason()));
        member.notProbed();
        member.update(cluster("2", Judgement.HEALTHY), LATER);

        member.probed();
        member.judgement().hear(new Finding(BAD.reason()));

        assertThat(member.isToBeWritten(LATER)).isFalse();
    }

    @Test
    void isWrittenAgainWhenAnotherWriterUndidItBeforeItWasSeen() {
        Watched member = watched(Health.UNKNOWN);
        member.probed();
        member.judgement().hear(Finding.GOOD);
        member.writes(Judgement.HEALTHY);
        member.wrote(Judgement.HEALTHY, "2", LATER);

        member.update(cluster("3", Health.UNKNOWN), LATER);

        assertThat(member.isToBeWritten(NOW)).as("while it yields to the other").isFalse();
        assertThat(member.isToBeWritten(LATER)).isTrue();
    }

    @Test
    void isWrittenAgainWhenTheUndoingWasSeenBeforeTheAnswer() {
        Watched member = watched(Health.UNKNOWN);
        member.probed();
        member.judgement().hear(Finding.GOOD);
        member.writes(Judgement.HEALTHY);
        member.update(cluster("3", Health.UNKNOWN), LATER);
        assertThat(member.isToBeWritten(LATER)).isFalse();

        member.wrote(Judgement.HEALTHY, "2", LATER);

        assertThat(member.isToBeWritten(LATER)).isTrue();
    }

    @Test
    void waitsForItsOwnWriteToComeBack() {
        Watched member = watched(Health.UNKNOWN);
        member.probed();
        member.judgement().hear(Finding.GOOD);
        member.writes(Judgement.HEALTHY);
        member.wrote(Judgement.HEALTHY, "3", LATER);
        member.update(cluster("2", Health.UNKNOWN), LATER);
        assertThat(member.isToBeWritten(LATER)).isFalse();

        member.update(cluster("3", Judgement.HEALTHY), LATER);
        member.judgement().hear(new Finding(BAD.reason()));
        member.judgement().hear(new Finding(BAD.reason()));

        assertThat(member.isToBeWritten(NOW)).isTrue();
    }

    private static Watched watched(Health before) {
        return new Watched(cluster("1", before), settings());
    }

    private static Cluster cluster(String version, Health health) {
        return Member.cluster("m", version, 443, health, Optional.empty());
    }

    private static HealthSettings settings() {
        Settings none = new SettingsFaults(Map.of()).read(new JsonObject());
        return HealthSettings.read(none.section("health"));
    }
}
