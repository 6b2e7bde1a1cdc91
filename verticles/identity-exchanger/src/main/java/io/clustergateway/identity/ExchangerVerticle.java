package io.clustergateway.identity;

import io.clustergateway.hub.Events;
import io.clustergateway.hub.Events.Regarding;
import io.clustergateway.hub.HubApi;
import io.clustergateway.identity.external.Exchangers;
import io.clustergateway.identity.external.RuleLabels;
import io.clustergateway.identity.reload.RuleReload;
import io.clustergateway.identity.reload.RulesState;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.RulesVersion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Replica;
import io.clustergateway.rules.Compilation;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.RuleSet;
import io.clustergateway.rules.RulesCompiler;
import io.clustergateway.rules.Scope;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wiring: rules in, questions answered, and everybody told what is in force. */
final class ExchangerVerticle extends VerticleBase {
    private final IdentitySettings settings;
    private final Optional<HubApi> hub;
    private final String memberNamespace;
    private final RulesMetrics rulesMetrics;
    private final ModuleContext module;
    private RulesState rules = RulesState.UNREAD;
    private @Nullable Parts parts;

    ExchangerVerticle(
            IdentitySettings settings,
            Optional<HubApi> hub,
            String memberNamespace,
            RulesMetrics rulesMetrics,
            ModuleContext module) {
        this.settings = settings;
        this.hub = hub;
        this.memberNamespace = memberNamespace;
        this.rulesMetrics = rulesMetrics;
        this.module = module;
    }

    @Override
    public Future<?> start() {
        Bus bus = module.bus();
        RulesCompiler compiler = new RulesCompiler(Limits.DEFAULT, settings.allowPrivileged());
        RulesConfigz configz = new RulesConfigz(settings.passing());
        MeterRegistry registry = module.metrics().registry();
        RuleLabels labels = new RuleLabels();
        Parts assembled = new Parts(
                bus.publisher(Topics.RULES),
                report(),
                new PassingNotice(module.readiness(), settings),
                configz,
                new Exchangers(vertx, module.ticker(), registry, labels),
                new MemberRules(vertx, compiler, this::compiled, this::gone),
                settings.rules().map(path -> new RuleReload(vertx, path, compiler, this::replace)));
        parts = assembled;
        DecisionMetrics decisions = new DecisionMetrics(registry, labels);
        Exchange exchange = new Exchange(
                settings.passing(),
                () -> rules,
                assembled.members(),
                assembled.exchangers(),
                new Shadow(decisions),
                decisions,
                module.ticker());
        module.ops().show("identity-rules", configz::json);
        return read(assembled).onSuccess(read -> {
            bus.serve(Topics.IDENTITY_EXCHANGE, exchange::answer);
            bus.follow(Topics.CLUSTERS, assembled.members()::follow);
            module.condition().ready();
        });
    }

    @Override
    public Future<?> stop() {
        Parts running = parts;
        if (running == null) {
            return Future.succeededFuture();
        }
        return Future.join(
                running.reload().map(RuleReload::stop).orElseGet(Future::succeededFuture),
                running.exchangers().close());
    }

    private Future<Void> read(Parts assembled) {
        return assembled.reload().map(RuleReload::start).orElseGet(() -> {
            RuleSet none = RuleSet.empty(Scope.GLOBAL);
            replace(new RulesState(
                    Optional.of(new RulesState.Loaded(none, Optional.empty(), List.of(), Instant.now())), List.of()));
            return Future.succeededFuture();
        });
    }

    private void replace(RulesState next) {
        Parts running = parts;
        if (running != null) {
            rules = next;
            running.configz().global(next);
            running.report().global(next);
            running.notice().tell(next);
            rulesMetrics.read(next);
            next.inForce()
                    .ifPresent(loaded -> running.versions()
                            .publish(new RulesVersion(loaded.rules().version())));
            retainExchangers(running);
        }
    }

    /** Connections to servers that no rule names any more are closed. */
    private void retainExchangers(Parts running) {
        Set<ExternalExchanger> inForce = running.members().exchangers();
        rules.inForce()
                .ifPresent(loaded ->
                        loaded.rules().rules().forEach(rule -> rule.exchanger().ifPresent(inForce::add)));
        running.exchangers().retain(inForce);
    }

    private void compiled(Cluster cluster, Compilation compilation) {
        Parts running = parts;
        if (running != null) {
            running.configz().member(cluster.name(), compilation);
            running.report().member(cluster, compilation);
            retainExchangers(running);
        }
    }

    private void gone(String member) {
        Parts running = parts;
        if (running != null) {
            running.configz().memberGone(member);
            running.report().memberGone(member);
            retainExchangers(running);
        }
    }

    private RulesReport report() {
        Replica replica = Replica.current();
        Optional<Events> events = hub.map(api -> new Events(api, module.readiness(), module.ticker(), replica.name()));
        Regarding pod = new Regarding("Pod", replica.namespace().orElse(memberNamespace), replica.name(), "");
        return new RulesReport(module.readiness(), events, pod, memberNamespace);
    }

    private record Parts(
            Bus.Publisher<RulesVersion> versions,
            RulesReport report,
            PassingNotice notice,
            RulesConfigz configz,
            Exchangers exchangers,
            MemberRules members,
            Optional<RuleReload> reload) {}
}
