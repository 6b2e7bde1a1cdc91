package io.clustergateway.kernel.lifecycle;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.TimeLimit;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.kernel.ops.ReadinessMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The microkernel: deploys modules in the order given, one after the other, keeps each instance alive, and takes them
 * down in reverse order.
 */
public final class Kernel {
    private static final Logger log = LoggerFactory.getLogger(Kernel.class);

    private final Vertx vertx;
    private final Context context;
    private final Readiness readiness;
    private final Metrics metrics;
    private final Ops ops;
    private final Clocks clocks;
    private final Bus bus;
    private final List<SupervisedInstance> instances;
    private final LoopWatch loops;

    /**
     * Assembles the kernel without starting anything.
     *
     * @param modules in the order of their deployment
     * @param disabled names of modules to leave out
     * @throws StartFault when a disabled name is no module
     */
    public Kernel(
            Vertx vertx, List<Module> modules, Set<String> disabled, Readiness readiness, Metrics metrics, Ops ops) {
        this(vertx, modules, disabled, readiness, metrics, ops, Clocks.SYSTEM);
    }

    /** The same, whose modules have these clocks. */
    public Kernel(
            Vertx vertx,
            List<Module> modules,
            Set<String> disabled,
            Readiness readiness,
            Metrics metrics,
            Ops ops,
            Clocks clocks) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.readiness = readiness;
        this.metrics = metrics;
        this.ops = ops;
        ReadinessMetrics.show(readiness, metrics);
        this.clocks = clocks;
        this.bus = new Bus(vertx);
        this.instances = plan(modules, disabled);
        this.loops = new LoopWatch(((VertxInternal) vertx).nettyEventLoopGroup(), readiness, metrics, Ticker.SYSTEM);
    }

    /** The bus of this kernel. */
    public Bus bus() {
        return bus;
    }

    /**
     * Deploys everything. A module that cannot start is retried in the background, unless the operator has to mend
     * something first.
     *
     * @return failed with the {@link StartFault} of the first module that has one; what was started is taken down
     */
    public Future<Void> start() {
        loops.start();
        return onContext(this::deployAll)
                .recover(error -> stop(Duration.ofSeconds(5)).transform(stopped -> Future.failedFuture(error)));
    }

    /**
     * Undeploys in reverse order, so that the listener drains while everything it asks is still there.
     *
     * @param limit for each instance, after which the next is taken down all the same
     */
    public Future<Void> stop(Duration limit) {
        loops.close();
        return onContext(() -> undeployAll(limit));
    }

    private Future<Void> deployAll() {
        Future<Void> chain = Future.succeededFuture();
        for (SupervisedInstance instance : instances) {
            chain = chain.compose(done -> instance.start());
        }
        return chain;
    }

    private Future<Void> undeployAll(Duration limit) {
        List<SupervisedInstance> reversed = new ArrayList<>(instances);
        Collections.reverse(reversed);
        reversed.forEach(SupervisedInstance::retire);
        Future<Void> chain = Future.succeededFuture();
        for (SupervisedInstance instance : reversed) {
            chain = chain.compose(done -> TimeLimit.of(vertx, limit, instance.stop())
                    .otherwise(error -> {
                        log.warn("module did not stop cleanly module={} error={}", instance, error.toString());
                        return null;
                    }));
        }
        return chain;
    }

    private List<SupervisedInstance> plan(List<Module> modules, Set<String> disabled) {
        List<String> names = modules.stream().map(Module::name).toList();
        for (String name : disabled) {
            if (!names.contains(name)) {
                throw new StartFault("--disable-module: %s (expected: one of %s)".formatted(name, names));
            }
        }
        List<SupervisedInstance> planned = new ArrayList<>();
        for (Module module : modules) {
            if (disabled.contains(module.name())) {
                log.info("module is disabled module={}", module.name());
                continue;
            }
            for (int i = 0; i < module.instances(); i++) {
                planned.add(new SupervisedInstance(vertx, context, module, i, moduleContext(module, i)));
            }
        }
        return List.copyOf(planned);
    }

    private ModuleContext moduleContext(Module module, int instance) {
        return new ModuleContext(bus, readiness.condition(module.name(), instance), readiness, metrics, ops, clocks);
    }

    private <T> Future<T> onContext(Supplier<Future<T>> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ignored -> step.get().onComplete(promise));
        return promise.future();
    }
}
