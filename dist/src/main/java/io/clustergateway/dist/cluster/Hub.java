package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.ops.Build;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;

/**
 * The hub as one command uses it: its API by the caller's own credential, and a small Vert.x for it.
 *
 * @param context by which it is reached
 * @param limit for one request
 */
public record Hub(Vertx vertx, HubApi api, KubeContext context, String namespace, Duration limit)
        implements AutoCloseable {
    private static final String USER_AGENT = "cluster-gateway/" + Build.CURRENT.version();

    static Hub open(KubeContext context, String namespace, Duration limit) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            return new Hub(vertx, HubApi.connect(vertx, context.alone(), USER_AGENT), context, namespace, limit);
        } catch (RuntimeException e) {
            vertx.close().await();
            throw e;
        }
    }

    /** Its member Secrets. */
    public Members members() {
        return new Members(api, namespace, limit);
    }

    @Override
    public void close() {
        api.close();
        vertx.close().await();
    }
}
