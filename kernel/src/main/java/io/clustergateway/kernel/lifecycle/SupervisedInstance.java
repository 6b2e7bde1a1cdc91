package io.clustergateway.kernel.lifecycle;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of a module, kept alive: however its deployment ends, it is deployed again after a pause that doubles
 * with each failure, until it is retired. Used on the kernel's context only.
 */
final class SupervisedInstance {
    private static final Logger log = LoggerFactory.getLogger(SupervisedInstance.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long STEADY_NANOS = 30_000_000_000L;

    private final Vertx vertx;
    private final Context kernel;
    private final Module module;
    private final int number;
    private final ModuleContext moduleContext;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long deployedAt;
    private boolean retired;
    private @Nullable String deploymentId;

    SupervisedInstance(Vertx vertx, Context kernel, Module module, int number, ModuleContext moduleContext) {
        this.vertx = vertx;
        this.kernel = kernel;
        this.module = module;
        this.number = number;
        this.moduleContext = moduleContext;
    }

    /** The first deployment: fails only with a {@link StartFault}. */
    Future<Void> start() {
        return deploy().recover(error -> {
            if (error instanceof StartFault) {
                return Future.failedFuture(error);
            }
            again(error.toString());
            return Future.succeededFuture();
        });
    }

    /** No redeployment from here on. */
    void retire() {
        retired = true;
    }

    Future<Void> stop() {
        retire();
        String id = deploymentId;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    @Override
    public String toString() {
        return module.name() + "/" + number;
    }

    private Future<Void> deploy() {
        Deployable watched = new Watched(module.verticle(moduleContext));
        return vertx.deployVerticle(watched, new DeploymentOptions())
                .transform(this::onKernel)
                .compose(this::deployed);
    }

    private Future<Void> deployed(String id) {
        if (retired) {
            return vertx.undeploy(id);
        }
        deploymentId = id;
        deployedAt = moduleContext.ticker().nanos();
        log.info("module is up module={}", this);
        return Future.succeededFuture();
    }

    private <T> Future<T> onKernel(AsyncResult<T> result) {
        Promise<T> promise = Promise.promise();
        kernel.runOnContext(ignored -> promise.handle(result));
        return promise.future();
    }

    private void gone() {
        deploymentId = null;
        if (retired) {
            return;
        }
        if (moduleContext.ticker().nanos() - deployedAt > STEADY_NANOS) {
            pauseMillis = FIRST_PAUSE_MILLIS;
        }
        again("it was undeployed");
    }

    private void again(String why) {
        moduleContext.condition().notReady("restarting: " + why);
        moduleContext.metrics().moduleRestarted(module.name());
        log.warn("module goes down and is deployed again module={} pauseMillis={} cause={}", this, pauseMillis, why);
        vertx.setTimer(pauseMillis, ignored -> kernel.runOnContext(now -> redeploy()));
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
    }

    private void redeploy() {
        if (!retired) {
            deploy().onFailure(error -> again(error.toString()));
        }
    }

    /** Tells the supervisor when the deployment ends, whoever ended it. */
    private final class Watched implements Deployable {
        private final Deployable verticle;

        Watched(Deployable verticle) {
            this.verticle = verticle;
        }

        @Override
        public Future<?> deploy(Context context) throws Exception {
            return verticle.deploy(context);
        }

        @Override
        public Future<?> undeploy(Context context) {
            try {
                return verticle.undeploy(context).eventually(this::tell);
            } catch (Exception e) {
                return Future.failedFuture(e).eventually(this::tell);
            }
        }

        private Future<Void> tell() {
            kernel.runOnContext(ignored -> gone());
            return Future.succeededFuture();
        }
    }
}
