package io.clustergateway.dist.cluster;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** Waits until gateways have taken a changed Secret, so that what it no longer holds may be ended. */
final class Settling {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration OTHERS = Duration.ofSeconds(5);

    private final Hub hub;

    Settling(Hub hub) {
        this.hub = hub;
    }

    /**
     * Until the one that answers shows it, and then as long as other replicas and requests on their way may need.
     *
     * @return false when none showed it within half a minute
     */
    boolean await(String name) {
        Instant end = Instant.now().plus(LONGEST);
        while (!isServed(name)) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause(PAUSE);
        }
        pause(OTHERS);
        return true;
    }

    private boolean isServed(String name) {
        // Read each time: the prober writes health into the Secret meanwhile.
        String version = hub.members().get(name).getJsonObject("metadata").getString("resourceVersion");
        try {
            return Members.await(
                            hub.api().get("/apis/cluster.core.oam.dev/v1alpha1/clustergateways/" + name, hub.limit()))
                    .getJsonObject("metadata", new JsonObject())
                    .getString("resourceVersion", "")
                    .equals(version);
        } catch (ServerFault noGateway) {
            return false;
        }
    }

    private void pause(Duration time) {
        Future.future(done -> hub.vertx().setTimer(time.toMillis(), late -> done.complete()))
                .await();
    }
}
