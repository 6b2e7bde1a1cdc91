package io.clustergateway.dist;

import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.vertx.core.http.HttpVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A gateway with an audit log, whose hub and member do not grant everything to everybody. Must be a field of the instance. */
final class AuditedGateway implements AfterEachCallback {
    static final String PODS = PocketRig.PROXY + "/api/v1/namespaces/default/pods";

    private final AuditLines lines = new AuditLines(Folder.create("audited").resolve("audit.log"));
    private PocketRig rig;

    /**
     * @param mode of writing the log
     * @param more values by key of the configuration tree, among which may be another log
     */
    void start(String mode, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(more);
        values.putIfAbsent("audit.log.path", lines.file().toString());
        values.put("audit.log.mode", mode);
        values.put("identity.passing", true);
        AccessRules hub = new AccessRules()
                .grant("alice", List.of("*"), List.of("*"))
                .grant("carol", List.of("*"), List.of("clustergateways/proxy"))
                .grant("mallory", List.of("*"), List.of("clustergateways/proxy"));
        AccessRules member = new AccessRules().grant("alice", List.of("*"), List.of("*"));
        rig = new PocketRig(new PocketRig.Plan(
                PocketOptions.create("hub-ca").withAuthorizer(hub),
                PocketOptions.create("member-ca").withAuthorizer(member),
                values));
    }

    PocketRig rig() {
        return rig;
    }

    PocketClient as(String user) {
        return rig.direct(rig.somebody(user), HttpVersion.HTTP_1_1);
    }

    AuditLines lines() {
        return lines;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        rig.close();
    }
}
