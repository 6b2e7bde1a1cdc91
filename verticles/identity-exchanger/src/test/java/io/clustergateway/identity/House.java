package io.clustergateway.identity;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.IdentityAnswer;
import io.clustergateway.kernel.contract.IdentityQuestion;
import io.clustergateway.kernel.contract.Impersonation;
import io.clustergateway.kernel.contract.RulesVersion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The module alone on its bus, with a peer that plays the forwarder and the registry-watcher. */
final class House implements AutoCloseable {
    static final Caller ALICE = new Caller(
            "alice",
            Optional.of("uid-1"),
            List.of("dev", Caller.AUTHENTICATED),
            Map.of("authentication.kubernetes.io/credential-id", List.of("X509SHA256=1")));

    final Vertx vertx = Vertx.vertx();
    final Readiness readiness = new Readiness();
    final Metrics metrics = new Metrics();
    final Ops ops = new Ops(readiness, metrics);
    final List<RulesVersion> versions = new CopyOnWriteArrayList<>();
    private @Nullable Kernel kernel;
    private @Nullable Context peer;
    private Bus.@Nullable Publisher<ClusterTable> tables;
    private ClusterTable table = ClusterTable.EMPTY;

    House start(JsonObject settings, Optional<HubApi> hub, boolean withoutHub) {
        SettingsFaults faults = new SettingsFaults(Map.of());
        IdentityExchanger module = new IdentityExchanger(faults.read(settings), hub, withoutHub, "vela-system");
        kernel = new Kernel(vertx, List.of(new Peer(), module), Set.of(), readiness, metrics, ops);
        kernel.start().await();
        return this;
    }

    House start(JsonObject settings) {
        return start(settings, Optional.empty(), false);
    }

    /** The member as the registry shows it next. */
    Cluster publish(Cluster cluster) {
        Promise<Void> done = Promise.promise();
        peer.runOnContext(ignored -> {
            table = table.with(cluster, cluster.resourceVersion());
            tables.publish(table);
            done.complete();
        });
        done.future().await();
        return cluster;
    }

    IdentityAnswer ask(Caller caller, Cluster cluster, Attributes request, boolean requested) {
        return kernel.bus()
                .ask(
                        Topics.IDENTITY_EXCHANGE,
                        new IdentityQuestion(caller, cluster, request, "/api/v1/pods", requested))
                .await();
    }

    IdentityAnswer ask(Cluster cluster) {
        return ask(ALICE, cluster, get("pods"), false);
    }

    /** Who alice is at a member, by a request that asks for nothing special. */
    Impersonation who(Cluster cluster) {
        return ask(cluster).impersonation();
    }

    String whom(Cluster cluster) {
        return who(cluster) instanceof Impersonation.As as ? as.identity().user() : "the credential";
    }

    static Attributes get(String resource) {
        return new Attributes.Resource("get", "", "v1", resource, "", "default", "", "", "");
    }

    static Cluster member(String name, String rules) {
        return new Cluster(
                name,
                "uid-of-" + name,
                String.valueOf(Math.abs(rules.hashCode())),
                Instant.EPOCH,
                Map.of("region", "eu"),
                "",
                "",
                new Endpoint("127.0.0.1", 6443, ""),
                new Trust.SystemRoots(),
                new Credential.BearerToken("t"),
                Optional.empty(),
                Health.UNKNOWN,
                Optional.empty(),
                rules.isEmpty() ? Optional.empty() : Optional.of(rules),
                "k");
    }

    /** A document with one rule that matches everybody and makes them somebody. */
    static String everybodyIs(String user) {
        return document(
                "- {name: r-%s, source: {userPattern: .}, target: {user: %s}, type: StaticMappingIdentityExchanger}"
                        .formatted(user, user));
    }

    static String document(String rules) {
        return """
                apiVersion: cluster.core.oam.dev/v1alpha1
                kind: ClusterGatewayConfiguration
                spec:
                  clientIdentityExchanger:
                    rules:
                %s
                """.formatted(rules.strip().indent(4).stripTrailing());
    }

    @Override
    public void close() {
        vertx.close().await();
        metrics.close();
    }

    private final class Peer implements Module {
        @Override
        public String name() {
            return "peer";
        }

        @Override
        public Deployable verticle(ModuleContext module) {
            return new VerticleBase() {
                @Override
                public Future<?> start() {
                    peer = context;
                    tables = module.bus().publisher(Topics.CLUSTERS);
                    module.bus().follow(Topics.RULES, versions::add);
                    module.condition().ready();
                    return Future.succeededFuture();
                }
            };
        }
    }

    /** The version that was published first; the feed may tell it a moment after the first answer. */
    String firstVersion() {
        Awaitility.await().until(() -> !versions.isEmpty());
        return versions.get(0).version();
    }
}
