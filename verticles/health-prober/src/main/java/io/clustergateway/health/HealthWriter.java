package io.clustergateway.health;

import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.clustergateway.hub.MissingRule;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes health into the annotations of member Secrets, and nothing else of them. */
final class HealthWriter {
    static final String WARNING = "member-health";
    private static final String HEALTHY = "status.cluster.core.oam.dev/healthy";
    private static final String REASON = "status.cluster.core.oam.dev/healthy-reason";
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final int FORBIDDEN = 403;

    private final HubApi hub;
    private final String namespace;
    private final Readiness readiness;

    HealthWriter(HubApi hub, String namespace, Readiness readiness) {
        this.hub = hub;
        this.namespace = namespace;
        this.readiness = readiness;
    }

    /**
     * Writes.
     *
     * @param resourceVersion that the Secret must still have; empty for any
     * @return the Secret's resourceVersion now; fails with {@link HubFault}
     */
    Future<String> write(String name, String resourceVersion, Health health) {
        JsonObject annotations = new JsonObject()
                .put(HEALTHY, Boolean.toString(health.state() == Health.State.HEALTHY))
                .put(REASON, health.reason());
        JsonObject metadata = new JsonObject().put("annotations", annotations);
        if (!resourceVersion.isEmpty()) {
            metadata.put("resourceVersion", resourceVersion);
        }
        return hub.patch(
                        "/api/v1/namespaces/%s/secrets/%s".formatted(namespace, name),
                        new JsonObject().put("metadata", metadata),
                        LIMIT)
                .map(secret ->
                        secret.getJsonObject("metadata", new JsonObject()).getString("resourceVersion", ""))
                .onSuccess(version -> readiness.clear(WARNING))
                .onFailure(this::failed);
    }

    /** The right to write, as a hub grants it. */
    MissingRule missingRule() {
        return new MissingRule("", "secrets", List.of("patch"), Optional.of(namespace));
    }

    private void failed(Throwable error) {
        if (error instanceof HubFault fault && fault.code() == FORBIDDEN) {
            readiness.warn(
                    WARNING,
                    "health of members is not written: " + missingRule().mend());
        }
    }
}
