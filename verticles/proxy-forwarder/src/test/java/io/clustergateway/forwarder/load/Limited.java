package io.clustergateway.forwarder.load;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Limits as an operator sets them. */
final class Limited {
    private Limited() {}

    static Limits by(Map<String, Object> values) {
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings root = faults.read(new JsonObject(Map.copyOf(values)));
        Limits limits = Limits.read(root);
        faults.check(root);
        return limits;
    }
}
