package io.clustergateway.forwarder;

import io.clustergateway.forwarder.access.Access;
import io.clustergateway.forwarder.access.Identities;
import io.clustergateway.forwarder.api.ApiDocuments;
import io.clustergateway.forwarder.audit.Audit;
import io.clustergateway.forwarder.journey.JourneyMetrics;
import io.clustergateway.forwarder.journey.Journeys;
import io.clustergateway.forwarder.listener.Listener;
import io.clustergateway.forwarder.listener.ListenerSettings;
import io.clustergateway.forwarder.listener.Serving;
import io.clustergateway.forwarder.load.Admissions;
import io.clustergateway.forwarder.load.Breaker;
import io.clustergateway.forwarder.load.Load;
import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.forwarder.upstream.Upstream;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.Auditing;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.CredentialRejected;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.trace.Tracer;
import io.clustergateway.members.ConnectionCount;
import io.clustergateway.members.MemberConnections;
import io.clustergateway.members.MemberSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One instance: wiring, and the order of going down. */
final class ForwarderVerticle extends VerticleBase {
    private static final int UNAUTHORIZED = 401;

    /** For what the end of the listener's connections ends. */
    private static final Duration LAST = Duration.ofSeconds(1);

    private final ForwarderSettings settings;
    private final MemberSettings memberSettings;
    private final Supplier<MemberSettings.Pool> pool;
    private final Serving serving;
    private final ApiDocuments documents;
    private final Told told;
    private final Load load;
    private final Breaker breaker;
    private final Drain drain;
    private final Auditing auditing;
    private final ModuleContext module;
    private final MemberTable members = new MemberTable();
    private @Nullable Parts parts;
    private @Nullable Future<Void> drained;

    ForwarderVerticle(
            ForwarderSettings settings,
            MemberSettings memberSettings,
            Supplier<MemberSettings.Pool> pool,
            Serving serving,
            ApiDocuments documents,
            Told told,
            Load load,
            Breaker breaker,
            Drain drain,
            Auditing auditing,
            ModuleContext module) {
        this.settings = settings;
        this.memberSettings = memberSettings;
        this.pool = pool;
        this.serving = serving;
        this.documents = documents;
        this.told = told;
        this.load = load;
        this.breaker = breaker;
        this.drain = drain;
        this.auditing = auditing;
        this.module = module;
    }

    @Override
    public Future<?> start() {
        Listener listener = serving.listener(vertx, module);
        Bus bus = module.bus();
        Journeys journeys = new Journeys(
                new Audit(vertx, auditing, batch -> bus.ask(Topics.AUDIT, batch), module.metrics()),
                told.journeys(),
                told.tracer());
        Gate gate = new Gate(
                listener,
                new Access(question -> bus.ask(Topics.ACCESS_REVIEW, question), module.ticker(), settings.staleAllow()),
                journeys);
        Identities identities =
                new Identities(question -> bus.ask(Topics.IDENTITY_EXCHANGE, question), module.ticker());
        Admissions admissions = new Admissions(vertx, load, breaker);
        ProxiedRequests proxied = new ProxiedRequests(
                gate, settings.reviews(), members, admissions, identities, listener, told.requests(), journeys);
        Upstream upstream = new Upstream(
                vertx,
                new MemberConnections(
                        vertx,
                        settings.connectTimeout(),
                        memberSettings,
                        module.readiness(),
                        pool,
                        told.connections(),
                        listener.turns()),
                proxied::admit,
                settings.upstream(),
                journeys.progress(outcome -> ended(proxied, outcome)));
        OwnWatches watches = new OwnWatches(bus, listener, admissions, journeys);
        OwnPages pages =
                new OwnPages(context, gate, settings.reviews(), bus, watches, module.ops(), documents, journeys);
        HealthPage health = new HealthPage(gate, settings.reviews(), bus, journeys);
        Parts assembled = new Parts(
                listener,
                proxied,
                watches,
                upstream,
                journeys,
                new FrontDoor(pages, health, new FlagPage(gate, module.ops(), journeys), proxied, upstream, journeys));
        parts = assembled;
        bus.follow(Topics.CREDENTIAL_HEADERS, gate::follow);
        bus.follow(Topics.RULES, version -> identities.clear());
        bus.follow(Topics.MEMBER_HEALTH, breaker::found);
        bus.follow(Topics.SERVING_CERTIFICATE, listener::certify);
        bus.follow(Topics.CLUSTERS, table -> follow(upstream, table));
        module.condition().notReady("the serving certificate is not there yet");
        listener.certified().onSuccess(shown -> ready());
        return listener.start(assembled.door()::enter).onSuccess(listening -> drain.joinedBy(this));
    }

    @Override
    public Future<?> stop() {
        drain.leftBy(this);
        module.condition().notReady("going down");
        if (module.ops().isShuttingDown()) {
            drain.begin();
            return drain();
        }
        return close(Duration.ZERO, Duration.ZERO);
    }

    /** Goes down with everybody else, from any thread. */
    void drainWithOthers() {
        context.runOnContext(ignored -> drain());
    }

    private void ready() {
        if (drained == null) {
            module.condition().ready();
        }
    }

    private Future<Void> drain() {
        Future<Void> begun = drained;
        if (begun == null) {
            ListenerSettings times = serving.settings();
            module.condition().notReady("going down");
            begun = after(times.shutdownDelay()).compose(now -> close(times.shutdownGrace(), times.streamGrace()));
            drained = begun;
        }
        return begun;
    }

    private Future<Void> close(Duration grace, Duration streamGrace) {
        Parts running = parts;
        if (running == null) {
            return Future.succeededFuture();
        }
        long end = vertx.setTimer(Math.max(1, streamGrace.toMillis()), late -> running.endStreams());
        // Requests come as long as the listener has connections, so members' connections end after them.
        return running.listener()
                .shutdown(grace)
                .onComplete(done -> vertx.cancelTimer(end))
                .eventually(() -> running.upstream().shutdown(LAST))
                .eventually(running.journeys()::close)
                .mapEmpty();
    }

    private void ended(ProxiedRequests proxied, Outcome outcome) {
        proxied.ended(outcome);
        if (outcome.code() == UNAUTHORIZED && outcome.hop().isEmpty()) {
            outcome.cluster()
                    .flatMap(CredentialRejected::of)
                    .ifPresent(rejected -> module.bus().ask(Topics.CREDENTIAL_REJECTED, rejected));
        }
    }

    private void follow(Upstream upstream, ClusterTable table) {
        members.follow(table);
        told.requests().follow(table);
        load.follow(table);
        breaker.follow(table);
        upstream.follow(table);
    }

    private Future<Void> after(Duration delay) {
        if (delay.isZero()) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(delay.toMillis(), ignored -> promise.complete());
        return promise.future();
    }

    /** Those whom the instances tell of their requests together. */
    record Told(RequestMetrics requests, JourneyMetrics journeys, ConnectionCount connections, Tracer tracer) {}

    private record Parts(
            Listener listener,
            ProxiedRequests proxied,
            OwnWatches watches,
            Upstream upstream,
            Journeys journeys,
            FrontDoor door) {
        void endStreams() {
            watches.end();
            proxied.endStreams();
        }
    }
}
