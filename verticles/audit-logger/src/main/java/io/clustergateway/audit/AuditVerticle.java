package io.clustergateway.audit;

import io.clustergateway.kernel.TimeLimit;
import io.clustergateway.kernel.contract.AuditBatch;
import io.clustergateway.kernel.contract.AuditReceipt;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes events over from the bus. */
final class AuditVerticle extends VerticleBase {
    /** A second less than the topic's limit, so that it is this side that says so. */
    static final Duration LIMIT = Topics.AUDIT.limit().minusSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Backends backends;
    private final ModuleContext module;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final AuditMeters meters;

    AuditVerticle(Backends backends, ModuleContext module) {
        this.backends = backends;
        this.module = module;
        this.meters = new AuditMeters(module.metrics().registry());
    }

    @Override
    public Future<?> start() {
        deliveries.addAll(backends.deliveries(vertx, context, meters, module));
        return vertx.executeBlocking(this::open).onSuccess(opened -> {
            module.bus().serve(Topics.AUDIT, this::take);
            module.condition().ready();
        });
    }

    @Override
    public Future<?> stop() {
        module.condition().notReady("going down");
        return TimeLimit.of(
                vertx,
                CLOSING,
                Future.join(deliveries.stream().map(Delivery::close).toList()));
    }

    private List<Delivery> open() throws Exception {
        for (Delivery delivery : deliveries) {
            delivery.open();
        }
        return deliveries;
    }

    private Future<AuditReceipt> take(AuditBatch batch) {
        meters.sent(batch.events().size());
        List<Future<Boolean>> strict = new ArrayList<>();
        List<Future<Boolean>> all = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Future<Boolean> written =
                    TimeLimit.of(vertx, LIMIT, delivery.deliver(batch.events())).otherwise(false);
            all.add(written);
            if (delivery.isStrict()) {
                strict.add(written);
            }
        }
        return Future.join(all).map(done -> new AuditReceipt(strict.stream().allMatch(Future::result)));
    }
}
