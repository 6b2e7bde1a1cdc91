package io.clustergateway.audit;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Deployable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The module of the audit log. */
public final class AuditLogger implements Module {
    private static final Logger log = LoggerFactory.getLogger(AuditLogger.class);

    private final AuditSettings settings;
    private final Backends backends;
    private final Policy policy;

    /**
     * Reads its settings and the policy file; blocks for the latter.
     *
     * @param audit section of that name; bad values, and every fault of the policy, become faults there
     */
    public AuditLogger(Settings audit) {
        settings = AuditSettings.read(audit);
        backends = new Backends(
                settings,
                audit.section("log").nameOf("path"),
                audit.section("webhook").nameOf("configFile"));
        policy = settings.policyFile().map(file -> read(audit, file)).orElse(Policy.DEFAULT);
    }

    /** Whether there is a backend to write to; without one the module has nothing to do. */
    public boolean isConfigured() {
        return settings.hasBackend();
    }

    /** What the forwarder shall tell, and how it waits. */
    public Auditing auditing() {
        List<Mode> modes = Stream.concat(
                        settings.log().stream().map(AuditSettings.Log::delivery),
                        settings.webhook().stream().map(AuditSettings.Webhook::delivery))
                .map(DeliverySettings::mode)
                .toList();
        return modes.isEmpty()
                ? Auditing.OFF
                : new Auditing(policy, modes.stream().anyMatch(Mode::waits), modes.contains(Mode.BLOCKING_STRICT));
    }

    @Override
    public String name() {
        return "audit-logger";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new AuditVerticle(backends, context);
    }

    private static Policy read(Settings audit, Path file) {
        try {
            PolicyReader.Read read = PolicyReader.read(file.toString(), Files.readString(file));
            read.warnings().forEach(warning -> log.warn("{}: {}", audit.nameOf("policyFile"), warning));
            if (!read.errors().isEmpty()) {
                audit.fault("policyFile", String.join("\n  ", read.errors()), "an audit.k8s.io/v1 Policy");
            }
            return read.policy();
        } catch (IOException e) {
            audit.fault("policyFile", file + " cannot be read", "an audit.k8s.io/v1 Policy, UTF-8");
            return Policy.DEFAULT;
        }
    }
}
