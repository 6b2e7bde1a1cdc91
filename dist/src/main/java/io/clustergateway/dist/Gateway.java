package io.clustergateway.dist;

import io.clustergateway.addon.OcmAddon;
import io.clustergateway.audit.AuditLogger;
import io.clustergateway.authn.AuthnDelegator;
import io.clustergateway.certificate.CertificateKeeper;
import io.clustergateway.certificate.Pace;
import io.clustergateway.dist.logs.Logs;
import io.clustergateway.forwarder.ProxyForwarder;
import io.clustergateway.health.HealthProber;
import io.clustergateway.hub.HubApi;
import io.clustergateway.identity.IdentityExchanger;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.kernel.config.ConfigReload;
import io.clustergateway.kernel.config.KnownKey;
import io.clustergateway.kernel.config.Reloadable;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.management.ManagementPort;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.kernel.ops.Replica;
import io.clustergateway.kernel.trace.Tracer;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.profiles.ClusterProfiles;
import io.clustergateway.registry.RegistryWatcher;
import io.clustergateway.status.StatusPage;
import io.clustergateway.tracing.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One gateway, assembled: the list of its modules, in the order of their deployment. */
final class Gateway {
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final Readiness readiness = new Readiness();
    private final Metrics metrics = new Metrics();
    private final Ops ops = new Ops(readiness, metrics);
    private final List<HubApi> hubs = new ArrayList<>();
    private final Vertx vertx;
    private final ProxyForwarder forwarder;
    private final Collection<KnownKey> keys;
    private final Kernel kernel;
    private final Logs logs;

    /**
     * Reads the whole configuration and does no I/O.
     *
     * @param origins the flag by which a key was set, by the key's full path
     * @throws io.clustergateway.kernel.StartFault with a line for every fault
     */
    Gateway(Vertx vertx, JsonObject tree, Map<String, String> origins) {
        this(vertx, tree, origins, Optional.empty(), Map.of());
    }

    /**
     * The same, following its configuration file.
     *
     * @param flags that win over the file, by full key path
     */
    Gateway(
            Vertx vertx,
            JsonObject tree,
            Map<String, String> origins,
            Optional<Path> config,
            Map<String, Object> flags) {
        this(vertx, tree, origins, config, flags, Clocks.SYSTEM, Pace.SYSTEM);
    }

    /** The same by other clocks. */
    Gateway(
            Vertx vertx,
            JsonObject tree,
            Map<String, String> origins,
            Optional<Path> config,
            Map<String, Object> flags,
            Clocks clocks,
            Pace pace) {
        this.vertx = vertx;
        SettingsFaults faults = new SettingsFaults(origins);
        Settings root = faults.read(tree);
        Settings registry = root.section("registry");
        boolean withoutHub = registry.optional("clustersFrom").isPresent();
        Optional<Hubs> hub =
                withoutHub ? Hubs.none(root.section("hub")) : Hubs.connect(vertx, root.section("hub"), faults);
        hub.ifPresent(connected -> hubs.addAll(connected.all()));
        ManagementPort management = new ManagementPort(root.section("management"));
        RegistryWatcher watcher = new RegistryWatcher(registry, hub.map(Hubs::main));
        AuthnDelegator delegator = delegator(root, hub);
        IdentityExchanger exchanger = new IdentityExchanger(
                root.section("identity"), hub.map(Hubs::main), withoutHub, watcher.memberNamespace());
        MemberSettings members = MemberSettings.read(root.section("members"));
        HealthProber prober = new HealthProber(
                root.section("health"),
                root.section("forwarder").bool("refuseUnhealthy", false),
                members,
                hub.map(Hubs::main),
                watcher.memberNamespace());
        List<Module> optional = optional(root, hub.map(Hubs::main), withoutHub, watcher.memberNamespace());
        CertificateKeeper.of(root.section("serving"), hub.map(Hubs::main), withoutHub, pace)
                .ifPresent(optional::add);
        AuditLogger audit = new AuditLogger(root.section("audit"));
        Optional<Tracing> tracing =
                Tracing.of(root.section("tracing"), Replica.current().name());
        logs = new Logs(root.section("logging"));
        Set<String> disabled = new HashSet<>(root.section("kernel").list("disableModules", List.of()));
        forwarder = new ProxyForwarder(
                root.section("serving"),
                root.section("forwarder"),
                root.section("authorization"),
                members,
                disabled.contains(audit.name()) ? Auditing.OFF : audit.auditing(),
                tracing.map(Tracing::tracer).orElse(Tracer.OFF));
        faults.check(root);
        keys = faults.known();
        logs.use();
        logs.count(metrics);
        ops.settable("v", logs::verbosity);
        IdleKeys.warn(root);
        List<Module> modules = new ArrayList<>(List.of(management, watcher, delegator, exchanger, prober));
        tracing.ifPresent(modules::add);
        modules.addAll(optional);
        if (audit.isConfigured()) {
            modules.add(audit);
        }
        if (management.hasStatusPage()) {
            modules.add(new StatusPage());
        }
        modules.add(forwarder);
        List<Reloadable> reloadables = new ArrayList<>(forwarder.reloadables());
        reloadables.add(logs.reloadable());
        config.ifPresent(file -> modules.add(new ConfigReload(file, flags, tree, origins, reloadables)));
        kernel = new Kernel(vertx, modules, disabled, readiness, metrics, ops, clocks);
    }

    /** Starts everything; completes when the listener is bound. */
    Future<Void> start() {
        return vertx.executeBlocking(TlsLibraries::load).compose(loaded -> kernel.start());
    }

    /** The bound secure port, once started. */
    int securePort() {
        return forwarder.boundPort().orElseThrow();
    }

    /** Whether every module is ready. */
    boolean isReady() {
        return readiness.isReady();
    }

    /** Every key of the configuration that it reads as it was assembled. */
    Collection<KnownKey> keys() {
        return keys;
    }

    /** Its metrics, as Prometheus reads them. */
    String scrape() {
        return metrics.scrape();
    }

    /** Readiness falls, requests in flight finish, streams get their grace, everything goes down in reverse order. */
    Future<Void> stop() {
        ops.shuttingDown();
        return kernel.stop(forwarder.longestStop().plus(STOP_MARGIN)).eventually(() -> {
            hubs.forEach(HubApi::close);
            logs.close();
            metrics.close();
            return Future.succeededFuture();
        });
    }

    /** What is deployed only where its flag is on. */
    private static List<Module> optional(Settings root, Optional<HubApi> hub, boolean withoutHub, String namespace) {
        Settings registry = root.section("registry");
        Settings profiles = root.section("profiles");
        boolean ocm = registry.bool("ocmIntegration", false);
        List<Module> modules = new ArrayList<>();
        hub.filter(api -> ocm).ifPresent(api -> modules.add(new OcmAddon(api, namespace)));
        ClusterProfiles.of(profiles, hub, namespace).ifPresent(modules::add);
        if (withoutHub && profiles.bool("publish", false)) {
            profiles.fault("publish", true, "false beside --clusters-from");
        }
        return modules;
    }

    private static AuthnDelegator delegator(Settings root, Optional<Hubs> hub) {
        Settings authentication = root.section("authentication");
        Settings authorization = root.section("authorization");
        return hub.map(connected -> AuthnDelegator.delegating(
                        authentication, authorization, connected.authentication(), connected.authorization()))
                .orElseGet(() -> AuthnDelegator.withoutHub(authentication, authorization));
    }
}
