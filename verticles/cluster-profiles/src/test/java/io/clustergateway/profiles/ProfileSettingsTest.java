package io.clustergateway.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Health;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProfileSettingsTest {
    @Test
    void publishesNothingByDefault() {
        assertThat(read(new JsonObject())).isEmpty();
    }

    @Test
    void takesEveryKey() {
        assertThat(read(new JsonObject()
                        .put("publish", true)
                        .put("namespace", "inventory")
                        .put("hubUrl", "https://hub.example/k8s/")
                        .put("hubCa", "/ca.crt")))
                .contains(new ProfileSettings(
                        "inventory", Optional.of("https://hub.example/k8s"), Optional.of(Path.of("/ca.crt"))));
    }

    @Test
    void wantsANamespace() {
        assertThatThrownBy(() -> read(new JsonObject().put("publish", true)))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("profiles.namespace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://hub", "hub:6443", "https://u:p@hub", "https://hub?x=1", "https://", "https://h#f", ":"})
    void refusesUrlsThatAreNoServer(String url) {
        assertThatThrownBy(() -> read(new JsonObject()
                        .put("publish", true)
                        .put("namespace", "n")
                        .put("hubUrl", url)))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("profiles.hubUrl")
                .hasMessageContaining("https://HOST[:PORT][/PATH]");
    }

    /** The API's health, as KEP-4322's condition; one that is switched off may be in the best of health. */
    @ParameterizedTest
    @CsvSource({
        "HEALTHY,   '',                     ,       True,    MemberHealthy",
        "UNHEALTHY, ConnectionTimeout,      ,       False,   ConnectionTimeout",
        "UNHEALTHY, 'Unknown: /readyz 500', ,       False,   ProbeFailed",
        "UNHEALTHY, '',                     ,       False,   ProbeFailed",
        "UNKNOWN,   '',                     ,       Unknown, NotProbed",
        "HEALTHY,   '',                     moving, Unknown, ClusterOffline",
    })
    void tellsHowTheControlPlaneIs(
            Health.State state, String reason, String offline, String status, String conditionReason) {
        Profile profile = Profile.of(Members.cluster("m", "", new Health(state, reason), Optional.ofNullable(offline)));

        assertThat(profile.condition().status()).isEqualTo(status);
        assertThat(profile.condition().reason()).isEqualTo(conditionReason);
        assertThat(profile.displayName()).isEqualTo("m");
    }

    private static Optional<ProfileSettings> read(JsonObject section) {
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings root = faults.read(new JsonObject().put("profiles", section));
        Optional<ProfileSettings> settings = ProfileSettings.read(root.section("profiles"));
        faults.check(root);
        return settings;
    }
}
