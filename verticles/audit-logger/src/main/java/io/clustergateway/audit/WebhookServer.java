package io.clustergateway.audit;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes EventLists by POST, described by a kubeconfig. Any answer but 2xx is tried again, five times in all
 * with growing pauses, as long as the limit allows.
 */
final class WebhookServer implements Backend {
    private static final int ATTEMPTS = 5;
    private static final double GROWTH = 1.5;
    private static final double JITTER = 0.2;
    private static final Duration ATTEMPT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Path kubeconfig;
    private final String flag;
    private final Duration initialBackoff;
    private final Duration limit;
    private @Nullable HubApi server;
    private @Nullable CountDownLatch closing;

    /** @param limit for one write, with all its attempts and the pauses between them */
    WebhookServer(Vertx vertx, Path kubeconfig, String flag, Duration initialBackoff, Duration limit) {
        this.vertx = vertx;
        this.kubeconfig = kubeconfig;
        this.flag = flag;
        this.initialBackoff = initialBackoff;
        this.limit = limit;
    }

    @Override
    public String plugin() {
        return "webhook";
    }

    @Override
    public String target() {
        return "the webhook of " + kubeconfig;
    }

    @Override
    public void open(CountDownLatch closing) {
        this.closing = closing;
        try {
            server = HubApi.connect(vertx, Optional.of(kubeconfig), "cluster-gateway");
        } catch (StartFault fault) {
            throw new StartFault(String.valueOf(fault.getMessage()).replace("--kubeconfig", flag), fault);
        }
    }

    @Override
    public void write(List<JsonObject> events) throws IOException {
        JsonObject list = new JsonObject()
                .put("kind", "EventList")
                .put("apiVersion", "audit.k8s.io/v1")
                .put("metadata", new JsonObject())
                .put("items", new JsonArray(events));
        long end = System.nanoTime() + limit.toNanos();
        double pause = initialBackoff.toMillis();
        for (int attempt = 1; ; attempt++) {
            try {
                post(list, Duration.ofNanos(end - System.nanoTime()));
                return;
            } catch (IOException e) {
                long millis = (long) (pause * (1 + ThreadLocalRandom.current().nextDouble() * JITTER));
                boolean late = end - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(millis);
                if (attempt == ATTEMPTS || late || isClosingWithin(millis)) {
                    throw e;
                }
                pause *= GROWTH;
            }
        }
    }

    @Override
    public void close() {
        HubApi open = server;
        server = null;
        if (open != null) {
            open.close();
        }
    }

    private void post(JsonObject list, Duration left) throws IOException {
        HubApi open = server;
        if (open == null || left.isNegative()) {
            throw new IOException("no time left");
        }
        Duration attempt = left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT;
        try {
            open.post("", list, attempt)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(attempt.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            refuse(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What a server that takes events says beside its 2xx is nobody's business. */
    private static void refuse(Throwable cause) throws IOException {
        if (cause instanceof HubFault fault && fault.code() >= 200 && fault.code() < 300) {
            return;
        }
        throw new IOException(
                cause instanceof HubFault fault && fault.code() > 0
                        ? "it answered " + fault.code()
                        : "it does not answer",
                cause);
    }

    private boolean isClosingWithin(long millis) {
        CountDownLatch end = closing;
        try {
            return end == null || end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
