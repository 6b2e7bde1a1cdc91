package io.clustergateway.profiles;

import io.clustergateway.hub.ElectedWork;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Wiring: stands for election, and publishes while it is elected. */
final class ProfileVerticle extends VerticleBase {
    static final String NAME = "cluster-profiles";
    private static final String CA_WARNING = "cluster-profiles-hub-ca";

    private final HubApi hub;
    private final String memberNamespace;
    private final ProfileSettings settings;
    private final ProfileMetrics metrics;
    private final ModuleContext module;
    private @Nullable ElectedWork work;

    ProfileVerticle(
            HubApi hub,
            String memberNamespace,
            ProfileSettings settings,
            ProfileMetrics metrics,
            ModuleContext module) {
        this.hub = hub;
        this.memberNamespace = memberNamespace;
        this.settings = settings;
        this.metrics = metrics;
        this.module = module;
    }

    @Override
    public Future<?> start() {
        ElectedWork standing = new ElectedWork(
                vertx,
                hub,
                memberNamespace,
                NAME,
                "ClusterProfiles are not published",
                module,
                leads -> readCa().map(hubCa -> now -> publish(hubCa, leads, now)));
        work = standing;
        return standing.start();
    }

    @Override
    public Future<?> stop() {
        ElectedWork standing = work;
        return standing == null ? Future.succeededFuture() : standing.stop();
    }

    private ElectedWork.Work publish(Optional<String> hubCa, BooleanSupplier leads, ClusterTable members) {
        ProfileWriter writer = new ProfileWriter(
                hub, settings.namespace(), memberNamespace, module.readiness(), metrics, Clock.systemUTC());
        Access access = new Access(settings.hubUrl(), hubCa);
        Publisher publisher = new Publisher(vertx, hub, memberNamespace, writer, access, module.readiness(), leads);
        publisher.begin(members);
        return publisher;
    }

    /** Without the CA that was named, profiles are published that trust the system's roots only. */
    private Future<Optional<String>> readCa() {
        return settings.hubCa()
                .map(file -> vertx.fileSystem()
                        .readFile(file.toString())
                        .map(Buffer::toString)
                        .map(Optional::of)
                        .onSuccess(read -> module.readiness().clear(CA_WARNING))
                        .recover(error -> {
                            module.readiness()
                                    .warn(
                                            CA_WARNING,
                                            "--hub-external-ca-file: %s cannot be read (expected: the hub's CA, PEM)"
                                                    .formatted(file));
                            return Future.succeededFuture(Optional.empty());
                        }))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
