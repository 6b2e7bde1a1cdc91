package io.clustergateway.health;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.Leadership;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.CredentialRejected;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wiring: the members in; their health out to the forwarder here, and to their Secrets from the elected replica. */
final class HealthVerticle extends VerticleBase {
    private static final Duration IN_STEP = Duration.ofSeconds(3);

    private final HealthSettings settings;
    private final boolean everybodyProbes;
    private final MemberSettings memberSettings;
    private final Optional<HubApi> hub;
    private final String namespace;
    private final ProbeMetrics metrics;
    private final MemberEvents events;
    private final ModuleContext module;
    private @Nullable Parts parts;
    private HealthTable table = HealthTable.EMPTY;
    private boolean scheduled;

    HealthVerticle(
            HealthSettings settings,
            boolean everybodyProbes,
            MemberSettings memberSettings,
            Optional<HubApi> hub,
            String namespace,
            ProbeMetrics metrics,
            MemberEvents.Sink sink,
            ModuleContext module) {
        this.settings = settings;
        this.everybodyProbes = everybodyProbes;
        this.memberSettings = memberSettings;
        this.hub = hub;
        this.namespace = namespace;
        this.metrics = metrics;
        this.events = new MemberEvents(sink);
        this.module = module;
    }

    @Override
    public Future<?> start() {
        metrics.clear();
        Bus bus = module.bus();
        MemberConnections connections =
                new MemberConnections(vertx, settings.timeout(), memberSettings, module.readiness());
        Certificates certificates =
                new Certificates(module.readiness(), metrics, events, module.clock(), settings.expiryWarning());
        Prober prober = new Prober(
                vertx,
                settings,
                connections,
                module.ticker(),
                new Prober.Parts(
                        metrics,
                        certificates,
                        events,
                        refused -> reject(bus, refused),
                        this::changed,
                        this::broken,
                        this::gone));
        Optional<HealthWriter> writer = hub.map(api -> new HealthWriter(api, namespace, module.readiness()));
        Optional<Leadership> leadership = hub.filter(api -> settings.isOn())
                .map(api -> new Leadership(
                        vertx,
                        api,
                        namespace,
                        "health-prober",
                        "health of members is not written",
                        module,
                        () -> ranked(prober)));
        TableVersions versions = new TableVersions(vertx, IN_STEP);
        HealthResource resource = new HealthResource(bus, writer, versions);
        Bus.Publisher<HealthTable> publisher = bus.publisher(Topics.MEMBER_HEALTH);
        parts = new Parts(prober, connections, leadership, writer, publisher);
        publisher.publish(table);
        bus.serve(Topics.HEALTH, resource::answer);
        bus.follow(Topics.CLUSTERS, members -> follow(prober, versions, members));
        ranked(prober);
        leadership.ifPresent(Leadership::start);
        module.condition().ready();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Parts running = parts;
        if (running == null) {
            return Future.succeededFuture();
        }
        running.prober().close();
        metrics.clear();
        return Future.join(
                running.leadership().map(Leadership::stop).orElseGet(Future::succeededFuture),
                running.connections().close());
    }

    private static void reject(Bus bus, Cluster cluster) {
        CredentialRejected.of(cluster).ifPresent(rejected -> bus.ask(Topics.CREDENTIAL_REJECTED, rejected));
    }

    private static void follow(Prober prober, TableVersions versions, ClusterTable members) {
        versions.follow(members);
        prober.follow(members);
    }

    /** Who leads probes; so does everybody who needs to know for a breaker, or who cannot tell whether anybody leads. */
    private void ranked(Prober prober) {
        Optional<Leadership> leadership = parts == null ? Optional.empty() : parts.leadership();
        boolean leads = leadership.map(Leadership::isLeader).orElse(false);
        metrics.leads(leads);
        events.leads(leads);
        prober.probe(
                everybodyProbes || leads || leadership.map(Leadership::isBarred).orElse(true));
    }

    private void changed(Watched member) {
        long now = module.ticker().nanos();
        Cluster cluster = member.cluster();
        show(cluster.name(), new HealthTable.Entry(cluster.uid(), member.health(now)));
        Parts running = parts;
        if (running != null
                && running.writer().isPresent()
                && running.leadership().map(Leadership::isLeader).orElse(false)
                && member.isToBeWritten(now)) {
            write(running.writer().get(), member);
        }
    }

    /** A Secret that changed meanwhile is left alone: its next version comes by, and the next probe decides again. */
    private void write(HealthWriter writer, Watched member) {
        Health health = member.judgement().health();
        Cluster cluster = member.cluster();
        member.writes(health);
        writer.write(cluster.name(), cluster.resourceVersion(), health)
                .onSuccess(version -> {
                    metrics.wrote("done");
                    member.wrote(
                            health,
                            version,
                            settings.yieldingUntil(module.ticker().nanos()));
                })
                .onFailure(error -> {
                    metrics.wrote("failed");
                    member.wroteNot();
                });
    }

    private void broken(BrokenMember member) {
        Health health = new Health(Health.State.UNHEALTHY, Finding.NOT_REGISTERED);
        show(member.name(), new HealthTable.Entry(member.uid(), health));
    }

    private void gone(String name) {
        if (table.members().containsKey(name)) {
            metrics.show(name, Health.UNKNOWN);
            table = table.without(name);
            publishSoon();
        }
    }

    private void show(String name, HealthTable.Entry entry) {
        if (!entry.equals(table.members().get(name))) {
            metrics.show(name, entry.health());
            table = table.with(name, entry);
            publishSoon();
        }
    }

    private void publishSoon() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(ignored -> {
                scheduled = false;
                if (parts != null) {
                    parts.publisher().publish(table);
                }
            });
        }
    }

    private record Parts(
            Prober prober,
            MemberConnections connections,
            Optional<Leadership> leadership,
            Optional<HealthWriter> writer,
            Bus.Publisher<HealthTable> publisher) {}
}
