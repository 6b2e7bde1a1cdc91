package io.clustergateway.forwarder;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Outflow;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.HealthQuestion;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.ServingCertificate;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Plays every other module on the bus. */
final class ScriptedPeers implements Module {
    static final Caller ALICE = new Caller("alice", Optional.empty(), List.of("system:authenticated"), Map.of());

    final List<AccessQuestion> asked = new CopyOnWriteArrayList<>();
    final List<ResourceQuestion> read = new CopyOnWriteArrayList<>();
    volatile Function<AccessQuestion, Future<AccessAnswer>> access = question -> Future.succeededFuture(allowed());
    volatile Function<ResourceQuestion, Future<ResourceAnswer>> resources =
            question -> Future.succeededFuture(new ResourceAnswer(200, "application/json", Buffer.buffer("{}")));

    volatile BiFunction<WatchQuestion, Outflow<Buffer>, Future<Void>> watches =
            (question, out) -> Future.failedFuture(Failure.unavailable("nothing to watch", Hop.REGISTRY));
    final List<HealthQuestion> healthAsked = new CopyOnWriteArrayList<>();

    private volatile Bus.Publisher<ClusterTable> tables;
    private volatile Bus.Publisher<HealthTable> health;
    private volatile Bus.Publisher<ServingCertificate> certificates;
    private volatile Context context;

    static AccessAnswer allowed() {
        return new AccessAnswer(ALICE, Optional.empty(), System.nanoTime() + 10_000_000_000L);
    }

    void publish(ClusterTable table) {
        context.runOnContext(ignored -> tables.publish(table));
    }

    void publish(HealthTable table) {
        context.runOnContext(ignored -> health.publish(table));
    }

    void certify(Issued issued) {
        ServingCertificate certificate = new ServingCertificate(List.of(issued.certificate()), issued.key());
        context.runOnContext(ignored -> certificates.publish(certificate));
    }

    @Override
    public String name() {
        return "scripted-peers";
    }

    @Override
    public Deployable verticle(ModuleContext module) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                ScriptedPeers.this.context = context;
                Bus bus = module.bus();
                bus.serve(Topics.ACCESS_REVIEW, question -> {
                    asked.add(question);
                    return access.apply(question);
                });
                bus.serve(
                        Topics.IDENTITY_EXCHANGE,
                        question -> Future.succeededFuture(new IdentityAnswer(
                                new Impersonation.AsCredential(),
                                "",
                                "",
                                Set.of(),
                                System.nanoTime() + 1_000_000_000L)));
                bus.serve(Topics.CLUSTERGATEWAYS, this::answer);
                bus.serve(Topics.VIRTUALCLUSTERS, this::answer);
                bus.serve(Topics.WATCH, (question, out) -> watches.apply(question, out));
                bus.serve(Topics.HEALTH, question -> {
                    healthAsked.add(question);
                    return resources.apply(question.request());
                });
                tables = bus.publisher(Topics.CLUSTERS);
                health = bus.publisher(Topics.MEMBER_HEALTH);
                certificates = bus.publisher(Topics.SERVING_CERTIFICATE);
                module.condition().ready();
                return Future.succeededFuture();
            }

            private Future<ResourceAnswer> answer(ResourceQuestion question) {
                read.add(question);
                return resources.apply(question);
            }
        };
    }
}
