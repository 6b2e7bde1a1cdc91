package io.clustergateway.certificate;

import io.clustergateway.certificates.Pair;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.Leadership;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.ServingCertificate;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wiring: reads the Secret and publishes its pair; stands for election, and keeps both objects while it is elected. */
final class KeeperVerticle extends VerticleBase {
    static final String NAME = "certificate-keeper";
    private static final Logger log = LoggerFactory.getLogger(KeeperVerticle.class);
    private static final String WARNING = "serving-certificate-secret";

    private final HubApi api;
    private final KeeperSettings settings;
    private final Pace pace;
    private final ModuleContext module;
    private Optional<Pair> published = Optional.empty();
    private String told = "";
    private boolean underWay;
    private @Nullable Parts parts;

    KeeperVerticle(HubApi api, KeeperSettings settings, Pace pace, ModuleContext module) {
        this.api = api;
        this.settings = settings;
        this.pace = pace;
        this.module = module;
    }

    @Override
    public Future<?> start() {
        HubObjects hub = new HubObjects(api, settings);
        Leadership leadership = new Leadership(
                vertx, api, settings.namespace(), NAME, "the serving certificate is not renewed", module, this::ranked);
        parts = new Parts(
                hub,
                leadership,
                new Upkeep(vertx, hub, settings, pace, module.readiness(), leadership::isLeader),
                module.bus().publisher(Topics.SERVING_CERTIFICATE));
        leadership.start();
        vertx.setPeriodic(0, pace.check().toMillis(), ignored -> round());
        module.condition().ready();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Parts running = parts;
        parts = null;
        return running == null ? Future.succeededFuture() : running.leadership().stop();
    }

    private void ranked() {
        Parts running = parts;
        if (running != null && running.leadership().isLeader()) {
            round();
        } else if (running != null) {
            running.upkeep().end();
        }
    }

    private void round() {
        Parts running = parts;
        if (running == null || underWay) {
            return;
        }
        underWay = true;
        boolean first = published.isEmpty();
        running.hub()
                .secret()
                .compose(secret -> read(running, secret))
                .onComplete(done -> underWay = false)
                .onSuccess(written -> {
                    if (written && first) {
                        round();
                    }
                })
                .onFailure(this::failed);
    }

    private Future<Boolean> read(Parts running, JsonObject secret) {
        return vertx.executeBlocking(() -> secret.isEmpty() ? new Stored.Absent() : SecretText.read(secret), false)
                .compose(stored -> {
                    stored.served().ifPresent(pair -> publish(running, pair));
                    tell(fault(stored));
                    return running.leadership().isLeader()
                            ? running.upkeep().round(secret, stored)
                            : Future.succeededFuture(false);
                });
    }

    private void publish(Parts running, Pair pair) {
        if (published.filter(former -> former.leaf().equals(pair.leaf())).isEmpty()) {
            published = Optional.of(pair);
            running.publisher().publish(new ServingCertificate(pair.chain(), pair.key()));
        }
    }

    private void failed(Throwable error) {
        Parts running = parts;
        if (running != null && !HubObjects.isConflict(error)) {
            tell(running.hub().secretFault(error));
        }
    }

    private String fault(Stored stored) {
        if (stored instanceof Stored.Foreign foreign) {
            String what = foreign.served().isPresent()
                    ? "its certificate is served as it is"
                    : "it cannot be served: " + foreign.fault();
            return ("Secret %s: without annotation %s, so it is not ours and is left alone, unrenewed; %s (mend: delete it, or"
                            + " name its mounted files by --tls-cert-file)")
                    .formatted(settings, SecretText.OURS, what);
        }
        return stored instanceof Stored.Broken broken
                ? "Secret %s: %s; the elected replica makes it anew".formatted(settings, broken.fault())
                : "";
    }

    private void tell(String fault) {
        if (fault.equals(told)) {
            return;
        }
        told = fault;
        if (fault.isEmpty()) {
            module.readiness().clear(WARNING);
        } else {
            module.readiness().warn(WARNING, fault);
            log.warn("serving certificate cannot be kept fault={}", fault);
        }
    }

    private record Parts(
            HubObjects hub, Leadership leadership, Upkeep upkeep, Bus.Publisher<ServingCertificate> publisher) {}
}
