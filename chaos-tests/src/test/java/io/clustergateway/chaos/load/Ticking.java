package io.clustergateway.chaos.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.chaos.rig.Rig;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** One counting object at a server, and who follows it through the gateway. */
final class Ticking {
    private static final String LABEL = "chaos-tick";
    private static final String RESOURCES = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways";
    private static final long EVERY_MILLIS = 60;

    private final Rig rig;
    private final Counting counting;
    private final Follower follower;
    private final long timer;
    private volatile long number;

    /** Writes a number; false when somebody else wrote at the same time. */
    private interface Counting {
        boolean write(long number);
    }

    private Ticking(Rig rig, Counting counting, Follower follower) {
        this.rig = rig;
        this.counting = counting;
        this.follower = follower;
        this.timer = rig.servers().setPeriodic(EVERY_MILLIS, due -> tick());
    }

    static List<Ticking> all(Rig rig, Outcomes outcomes) {
        return List.of(ofMember(rig, "alpha", outcomes), ofMember(rig, "beta", outcomes), ofHub(rig, outcomes));
    }

    /** A ConfigMap of the member. */
    private static Ticking ofMember(Rig rig, String member, Outcomes outcomes) {
        Counting counting = number -> {
            rig.server(member)
                    .put(
                            "{apiVersion: v1, kind: ConfigMap, metadata: {name: tick, namespace: chaos}, data: {n: \"%d\"}}"
                                    .formatted(number));
            return true;
        };
        String resources = RESOURCES + "/" + member + "/proxy/api/v1/namespaces/chaos/configmaps";
        return of(rig, counting, resources, "tick", object -> object.getJsonObject("data"), "n", outcomes);
    }

    /** A label of a member's Secret, as it shows in our own resources. */
    private static Ticking ofHub(Rig rig, Outcomes outcomes) {
        Counting counting = number -> {
            ObjectNode secret = rig.server("hub")
                    .find("v1", "Secret", Rig.NAMESPACE, "alpha")
                    .orElseThrow();
            secret.withObject("/metadata/labels").put(LABEL, Long.toString(number));
            try {
                rig.server("hub").put(secret);
                return true;
            } catch (ApiFailure conflict) {
                return false;
            }
        };
        return of(
                rig,
                counting,
                RESOURCES,
                "alpha",
                object -> object.getJsonObject("metadata").getJsonObject("labels"),
                LABEL,
                outcomes);
    }

    private static Ticking of(
            Rig rig,
            Counting counting,
            String resources,
            String name,
            java.util.function.Function<JsonObject, JsonObject> holder,
            String key,
            Outcomes outcomes) {
        counting.write(0);
        HttpClient client = Clients.ofUser(rig, "watcher", HttpVersion.HTTP_2, true);
        Follower follower = new Follower(
                rig.servers(),
                client,
                resources,
                name,
                object -> Long.parseLong(holder.apply(object).getString(key)),
                outcomes);
        return new Ticking(rig, counting, follower);
    }

    /** Writes no more. */
    void stopWriting() {
        rig.servers().cancelTimer(timer);
    }

    boolean hasAllBeenSeen() {
        return follower.last() == number;
    }

    void stop() {
        stopWriting();
        follower.stop();
    }

    private void tick() {
        if (counting.write(number + 1)) {
            number++;
        }
    }

    @Override
    public String toString() {
        return "%d of %d seen, %d lists".formatted(follower.last(), number, follower.lists());
    }
}
