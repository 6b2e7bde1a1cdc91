package io.clustergateway.dist;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.files.Folder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What gateways of the tests have in common, by key of the configuration tree: loopback, free ports, and no probes. */
final class RigSettings {
    private RigSettings() {}

    /** Of one at the hub of this kubeconfig; more may be put in. */
    static Map<String, Object> at(Path kubeconfig) {
        return new HashMap<>(Map.of(
                "hub.kubeconfig",
                kubeconfig.toString(),
                "health.interval",
                "0",
                "management.port",
                0,
                "members.allowLoopback",
                true,
                "serving.bindAddress",
                "127.0.0.1",
                "serving.securePort",
                0));
    }

    /** As {@link #at(Path)}, of one that shows this certificate, whose files go to the folder. */
    static Map<String, Object> at(Path kubeconfig, Issued serving, Folder folder) {
        serving.writeTo(folder.path(), "serving");
        Map<String, Object> values = at(kubeconfig);
        values.put("serving.tlsCertFile", folder.resolve("serving.crt").toString());
        values.put("serving.tlsPrivateKeyFile", folder.resolve("serving.key").toString());
        return values;
    }
}
