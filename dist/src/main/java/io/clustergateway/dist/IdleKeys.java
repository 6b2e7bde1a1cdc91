package io.clustergateway.dist;

import io.clustergateway.kernel.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings that say nothing while another is not given. They are no faults, as for kube-apiserver, because a chart may well set
 * them always; but whoever forgot the other one shall not look for it in vain.
 */
final class IdleKeys {
    private static final Logger log = LoggerFactory.getLogger(IdleKeys.class);

    private static final List<Need> NEEDS = List.of(
            new Need("serving.selfManagedCertificate", "serving.selfManagedCertificateSecret"),
            new Need("registry.allowExecPlugin", "registry.execPluginTimeout"),
            new Need("registry.clustersFrom", "identity.allowPrivilegedWithoutHub"),
            new Need(
                    "members.proxyHost",
                    "members.proxyPort",
                    "members.proxyCaCert",
                    "members.proxyCert",
                    "members.proxyKey"),
            new Need("profiles.publish", "profiles.namespace", "profiles.hubUrl", "profiles.hubCa"),
            new Need("profiles.hubUrl", "profiles.hubCa"),
            new Need(
                    "audit.log.path",
                    "audit.log.maxAge",
                    "audit.log.maxBackup",
                    "audit.log.maxSize",
                    "audit.log.compress",
                    "audit.log.mode"),
            new Need("audit.webhook.configFile", "audit.webhook.mode", "audit.webhook.initialBackoff"));

    private IdleKeys() {}

    /**
     * What needs another setting.
     *
     * @param on full path of the setting without which the others say nothing
     */
    private record Need(String on, List<String> others) {
        Need(String on, String... others) {
            this(on, List.of(others));
        }
    }

    /** A line for each in the log. */
    static void warn(Settings root) {
        for (Need need : NEEDS) {
            for (String key : idle(root, need)) {
                log.warn("{} does nothing without {}", nameOf(root, key), nameOf(root, need.on()));
            }
        }
    }

    private static List<String> idle(Settings root, Need need) {
        List<String> idle = new ArrayList<>();
        if (!isOn(root, need.on())) {
            need.others().stream().filter(key -> isOn(root, key)).forEach(idle::add);
        }
        return idle;
    }

    /** A switch that is off, and an empty text, are as good as none. */
    private static boolean isOn(Settings root, String key) {
        List<String> values = section(root, key).list(last(key), List.of());
        return !values.isEmpty() && !List.of("false", "0").contains(values.get(0));
    }

    private static String nameOf(Settings root, String key) {
        return section(root, key).nameOf(last(key));
    }

    private static Settings section(Settings root, String key) {
        Settings section = root;
        String[] names = key.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            section = section.section(names[i]);
        }
        return section;
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
