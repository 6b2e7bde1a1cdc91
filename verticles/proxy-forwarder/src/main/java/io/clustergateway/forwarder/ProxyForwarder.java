package io.clustergateway.forwarder;

import io.clustergateway.forwarder.ForwarderVerticle.Told;
import io.clustergateway.forwarder.api.ApiDocuments;
import io.clustergateway.forwarder.journey.JourneyMetrics;
import io.clustergateway.forwarder.listener.ListenerSettings;
import io.clustergateway.forwarder.listener.Serving;
import io.clustergateway.forwarder.load.Breaker;
import io.clustergateway.forwarder.load.Limits;
import io.clustergateway.forwarder.load.Load;
import io.clustergateway.forwarder.load.LoadMetrics;
import io.clustergateway.kernel.config.Reloadable;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.trace.Tracer;
import io.clustergateway.members.ConnectionCount;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.members.MemberSettings.Pool;
import io.vertx.core.Deployable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The module: one listener for each core, all on one port. */
public final class ProxyForwarder implements Module {
    private final Serving serving;
    private final ForwarderSettings settings;
    private final MemberSettings members;
    private final ApiDocuments documents = new ApiDocuments();
    private final Drain drain = new Drain();
    private final Auditing auditing;
    private final Tracer tracer;
    private @Nullable Told told;
    private @Nullable LoadMetrics loadMetrics;
    private volatile Limits limits;
    private volatile Pool pool;
    private @Nullable Load load;
    private @Nullable Breaker breaker;

    /**
     * Reads its settings; no I/O.
     *
     * @param serving section {@code serving}
     * @param forwarder section {@code forwarder}
     * @param authorization section {@code authorization}, of which only {@code staleAllow} is read here
     * @param members what holds for connections to members
     */
    public ProxyForwarder(Settings serving, Settings forwarder, Settings authorization, MemberSettings members) {
        this(serving, forwarder, authorization, members, Auditing.OFF, Tracer.OFF);
    }

    /** Likewise, with an audit log and traces. */
    public ProxyForwarder(
            Settings serving,
            Settings forwarder,
            Settings authorization,
            MemberSettings members,
            Auditing auditing,
            Tracer tracer) {
        this.serving = new Serving(ListenerSettings.read(serving));
        this.settings = ForwarderSettings.read(forwarder, authorization);
        this.limits = settings.limits();
        this.members = members;
        this.pool = members.pool();
        this.auditing = auditing;
        this.tracer = tracer;
    }

    @Override
    public String name() {
        return "proxy-forwarder";
    }

    @Override
    public int instances() {
        return settings.instances();
    }

    @Override
    public Deployable verticle(ModuleContext context) {
        return new ForwarderVerticle(
                settings,
                members,
                () -> pool,
                serving,
                documents,
                told(context.metrics()),
                load(context),
                breaker(context),
                drain,
                auditing,
                context);
    }

    /** The port listened on, once an instance is up; also when {@code serving.securePort} is 0. Safe from any thread. */
    public OptionalInt boundPort() {
        return serving.boundPort();
    }

    /** The longest a graceful stop takes; the kernel's limit for stopping must not be shorter. */
    public Duration longestStop() {
        ListenerSettings times = serving.settings();
        Duration grace =
                times.shutdownGrace().compareTo(times.streamGrace()) > 0 ? times.shutdownGrace() : times.streamGrace();
        return times.shutdownDelay().plus(grace).plusSeconds(1);
    }

    /** The limits, which may change while running. */
    public List<Reloadable> reloadables() {
        return List.of(
                new Reloadable("forwarder.limits", section -> {
                    Limits next = Limits.read(section);
                    return () -> use(next);
                }),
                new Reloadable("serving", ListenerSettings.CHANGING, section -> {
                    ListenerSettings.Changing next = ListenerSettings.Changing.read(section);
                    return () -> serving.use(next);
                }),
                new Reloadable("members", Pool.KEYS, section -> {
                    Pool next = Pool.read(section);
                    return () -> pool = next;
                }));
    }

    private synchronized void use(Limits next) {
        limits = next;
        if (load != null) {
            load.use(next);
        }
    }

    private synchronized Load load(ModuleContext context) {
        Load made = load;
        if (made == null) {
            made = new Load(limits, context.ticker(), loadMetrics(context.metrics()));
            load = made;
        }
        return made;
    }

    private synchronized LoadMetrics loadMetrics(Metrics process) {
        LoadMetrics made = loadMetrics;
        if (made == null) {
            made = new LoadMetrics(process.prometheus());
            loadMetrics = made;
        }
        return made;
    }

    private synchronized Breaker breaker(ModuleContext context) {
        Breaker made = breaker;
        if (made == null) {
            made = new Breaker(
                    settings.refuseUnhealthy(), () -> limits, context.ticker(), loadMetrics(context.metrics()));
            breaker = made;
        }
        return made;
    }

    private synchronized Told told(Metrics process) {
        Told made = told;
        if (made == null) {
            made = new Told(
                    new RequestMetrics(process.prometheus()),
                    new JourneyMetrics(process.prometheus()),
                    ConnectionCount.in(process.prometheus()),
                    tracer);
            told = made;
        }
        return made;
    }
}
