package io.clustergateway.health;

import static java.util.Objects.requireNonNull;

import io.clustergateway.hub.Events;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Replica;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.Deployable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The module of the health-prober. */
public final class HealthProber implements Module {
    private final HealthSettings settings;
    private final boolean refusesUnhealthy;
    private final MemberSettings members;
    private final Optional<HubApi> hub;
    private final String namespace;
    private @Nullable ProbeMetrics metrics;

    /**
     * Reads its settings; no I/O.
     *
     * @param health section of that name; bad values become faults there
     * @param refusesUnhealthy whether the forwarder refuses requests to unhealthy members, for which each replica has to
     *     know them, not only the elected one
     * @param members what holds for connections to members
     * @param hub whose Secrets carry the health; empty in hub-less mode, where it is written nowhere
     * @param namespace of the member Secrets, and of the Lease
     */
    public HealthProber(
            Settings health, boolean refusesUnhealthy, MemberSettings members, Optional<HubApi> hub, String namespace) {
        this.settings = HealthSettings.read(health);
        this.refusesUnhealthy = refusesUnhealthy;
        this.members = requireNonNull(members, "members");
        this.hub = requireNonNull(hub, "hub");
        this.namespace = requireNonNull(namespace, "namespace");
    }

    @Override
    public String name() {
        return "health-prober";
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new HealthVerticle(
                settings,
                refusesUnhealthy,
                members,
                hub,
                namespace,
                metrics(context.metrics()),
                sink(context),
                context);
    }

    private MemberEvents.Sink sink(ModuleContext context) {
        return hub.<MemberEvents.Sink>map(api -> {
                    Events events = new Events(
                            api,
                            context.readiness(),
                            context.ticker(),
                            Replica.current().name());
                    return (about, good, reason, message) -> events.send(
                            new Events.Regarding("Secret", namespace, about.name(), about.uid()),
                            good ? Events.Type.NORMAL : Events.Type.WARNING,
                            reason,
                            message);
                })
                .orElse((about, good, reason, message) -> {});
    }

    private synchronized ProbeMetrics metrics(Metrics process) {
        ProbeMetrics made = metrics;
        if (made == null) {
            made = new ProbeMetrics(process.prometheus());
            metrics = made;
        }
        return made;
    }
}
