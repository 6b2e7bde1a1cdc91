package io.clustergateway.certificate;

import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the elected replica does in each round: at most one step of the plan. Used on one context only. */
final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final String WARNING = "serving-certificate-apiservice";

    private final Vertx vertx;
    private final HubObjects hub;
    private final KeeperSettings settings;
    private final Pace pace;
    private final Readiness readiness;
    private final BooleanSupplier leads;
    private @Nullable X509Certificate known;
    private Instant knownSince = Instant.MAX;

    Upkeep(
            Vertx vertx,
            HubObjects hub,
            KeeperSettings settings,
            Pace pace,
            Readiness readiness,
            BooleanSupplier leads) {
        this.vertx = vertx;
        this.hub = hub;
        this.settings = settings;
        this.pace = pace;
        this.readiness = readiness;
        this.leads = leads;
    }

    /** Another leads, who learns for itself what the hub knows. */
    void end() {
        known = null;
        readiness.clear(WARNING);
    }

    /** Whether the Secret was written. */
    Future<Boolean> round(JsonObject secret, Stored stored) {
        return hub.apiService()
                .map(Optional::of)
                .recover(this::withoutApiService)
                .compose(apiService -> round(secret, stored, apiService));
    }

    private Future<Boolean> round(JsonObject secret, Stored stored, Optional<JsonObject> apiService) {
        Instant now = pace.clock().instant();
        return vertx.executeBlocking(() -> aggregation(apiService), false).compose(aggregation -> {
            boolean nextIsKnown = isNextKnown(stored, aggregation, now);
            return vertx.executeBlocking(() -> Plan.of(stored, aggregation, nextIsKnown, pace, now), false)
                    .compose(step -> believe(step.bundle(), apiService, aggregation)
                            .compose(goesOn -> goesOn ? write(secret, step) : Future.succeededFuture(false)));
        });
    }

    private Future<Optional<JsonObject>> withoutApiService(Throwable error) {
        readiness.warn(WARNING, HubObjects.apiServiceFault(error));
        return Future.succeededFuture(Optional.empty());
    }

    private Optional<Aggregation> aggregation(Optional<JsonObject> apiService) {
        try {
            return apiService.map(Aggregation::read).filter(this::isOurs);
        } catch (IllegalArgumentException e) {
            readiness.warn(WARNING, "APIService %s: %s".formatted(HubObjects.API_SERVICE, e.getMessage()));
            return Optional.empty();
        }
    }

    /** Another program's, as while both run side by side: with our CA in it the hub would not believe that program any more. */
    private boolean isOurs(Aggregation aggregation) {
        boolean isOurs = settings.isHome(aggregation.namespace());
        if (!isOurs) {
            readiness.warn(
                    WARNING,
                    "APIService %s: spec.service.namespace: %s (expected: %s, this pod's; caBundle is left alone until then)"
                            .formatted(HubObjects.API_SERVICE, aggregation.namespace(), settings.home()));
        }
        return isOurs;
    }

    /** API servers are told of a changed APIService within moments; it is given the overlap, without a gap. */
    private boolean isNextKnown(Stored stored, Optional<Aggregation> aggregation, Instant now) {
        X509Certificate next = stored instanceof Stored.Sound sound
                ? sound.holding().next().map(each -> each.certificate()).orElse(null)
                : null;
        boolean believed = next != null
                && aggregation.filter(hub -> hub.believed().contains(next)).isPresent();
        if (!believed) {
            known = null;
            return false;
        }
        if (!next.equals(known) || now.isBefore(knownSince)) {
            known = next;
            knownSince = now;
        }
        return !now.isBefore(knownSince.plus(pace.overlap()));
    }

    /** Before the Secret, so that nothing is served that the hub does not believe; whether the Secret may follow. */
    private Future<Boolean> believe(
            List<X509Certificate> bundle, Optional<JsonObject> apiService, Optional<Aggregation> aggregation) {
        if (bundle.isEmpty() || aggregation.isEmpty() || apiService.isEmpty()) {
            return Future.succeededFuture(true);
        }
        if (aggregation.get().isOf(bundle)) {
            readiness.clear(WARNING);
            return Future.succeededFuture(true);
        }
        return leads.getAsBoolean() ? patch(apiService.get(), bundle) : Future.succeededFuture(false);
    }

    private Future<Boolean> patch(JsonObject apiService, List<X509Certificate> bundle) {
        return hub.patch(apiService, bundle)
                .map(patched -> {
                    readiness.clear(WARNING);
                    log.info(
                            "caBundle is exchanged apiService={} authorities={}",
                            HubObjects.API_SERVICE,
                            bundle.size());
                    return true;
                })
                .recover(error -> {
                    if (!HubObjects.isConflict(error)) {
                        readiness.warn(WARNING, HubObjects.apiServiceFault(error));
                    }
                    return Future.succeededFuture(HubObjects.isForbidden(error));
                });
    }

    private Future<Boolean> write(JsonObject secret, Step step) {
        if (step.write().isEmpty() || !leads.getAsBoolean()) {
            return Future.succeededFuture(false);
        }
        Holding holding = step.write().get();
        return vertx.executeBlocking(() -> SecretText.write(secret, holding), false)
                .compose(next -> hub.write(secret, next))
                .onSuccess(written -> log.info(
                        "serving certificate is kept secret={} what=\"{}\" notAfter={}",
                        settings,
                        String.join("; ", step.reasons()),
                        holding.leaf().leaf().getNotAfter().toInstant()))
                .map(true);
    }
}
