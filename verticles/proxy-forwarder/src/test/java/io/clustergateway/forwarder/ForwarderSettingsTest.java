package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ForwarderSettingsTest {
    private static final Duration REQUEST_TIMEOUT_OF_KUBE_APISERVER = Duration.ofMinutes(1);

    /* Else what hangs behind the member's API server is told, and counted by its circuit, as the member's own silence. */
    @Test
    void leavesAMemberTheTimeToTellThatSomethingBehindItHangs() {
        SettingsFaults faults = new SettingsFaults(Map.of());
        ForwarderSettings absent = ForwarderSettings.read(faults.read(new JsonObject()), faults.read(new JsonObject()));
        assertThat(absent.upstream().headTimeout()).isGreaterThan(REQUEST_TIMEOUT_OF_KUBE_APISERVER);
    }

    @Test
    void refusesTimesInWhichNothingCanBeAnswered() {
        SettingsFaults faults = new SettingsFaults(Map.of("headTimeout", "--member-response-header-timeout"));
        Settings root = faults.read(new JsonObject().put("headTimeout", "0").put("connectTimeout", "100us"));
        ForwarderSettings.read(root, faults.read(new JsonObject()));
        assertThatThrownBy(() -> faults.check(root))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--member-response-header-timeout: 0s (expected: a duration, 1ms-24h)")
                .hasMessageContaining("connectTimeout: 100us (expected: ");
    }
}
