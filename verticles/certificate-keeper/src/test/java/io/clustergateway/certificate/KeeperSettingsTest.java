package io.clustergateway.certificate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeeperSettingsTest {
    @Test
    void refusesSettingsThatContradictEachOther() {
        assertThatThrownBy(() -> settings(Map.of("tlsCertFile", "a.crt"), false))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--self-managed-certificate: true (expected: false beside serving.tlsCertFile");
        assertThatThrownBy(() -> settings(Map.of(), true)).hasMessageContaining("false beside --clusters-from");
        assertThatThrownBy(() -> settings(Map.of("selfManagedCertificateSecret", "a/b/c"), false))
                .hasMessageContaining("serving.selfManagedCertificateSecret: a/b/c (expected: NAMESPACE/NAME");
        assertThatThrownBy(() -> settings(
                        Map.of("selfManagedCertificateSecret", "a/b/c", "selfManagedCertificate", false), false))
                .hasMessageContaining("serving.selfManagedCertificateSecret: a/b/c (expected: NAMESPACE/NAME");
        assertThatThrownBy(() -> settings(Map.of("selfManagedCertificateSecret", "alone"), false))
                .hasMessageContaining("NAMESPACE/NAME outside of a pod");
    }

    private static Optional<KeeperSettings> settings(Map<String, Object> more, boolean withoutHub) {
        SettingsFaults faults =
                new SettingsFaults(Map.of("serving.selfManagedCertificate", "--self-managed-certificate"));
        JsonObject serving =
                new JsonObject().put("selfManagedCertificate", true).mergeIn(new JsonObject(more));
        Settings root = faults.read(new JsonObject().put("serving", serving));
        Optional<KeeperSettings> settings = KeeperSettings.read(root.section("serving"), withoutHub);
        faults.check(root);
        return settings;
    }
}
