package io.clustergateway.chaos.load;

import io.clustergateway.chaos.rig.Front;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** One counting object at a server, and who follows it through the gateway. */
final class Ticking {
    private static final String LABEL = "chaos-tick";
    private static final String RESOURCES = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways";
    private static final long EVERY_MILLIS = 60;

    private final Front rig;
    private final Counting counting;
    private final Follower follower;
    private volatile long number;
    private volatile boolean isOver;

    /** Writes a number, and may block; false when somebody else wrote at the same time. */
    private interface Counting {
        boolean write(long number);
    }

    private Ticking(Front rig, Counting counting, Follower follower) {
        this.rig = rig;
        this.counting = counting;
        this.follower = follower;
        next();
    }

    static List<Ticking> all(Front rig, Outcomes outcomes) {
        return List.of(ofMember(rig, "alpha", outcomes), ofMember(rig, "beta", outcomes), ofHub(rig, outcomes));
    }

    /** A ConfigMap of the member. */
    private static Ticking ofMember(Front rig, String member, Outcomes outcomes) {
        Counting counting = number -> {
            rig.member(member)
                    .server()
                    .put(
                            "{apiVersion: v1, kind: ConfigMap, metadata: {name: tick, namespace: chaos}, data: {n: \"%d\"}}"
                                    .formatted(number));
            return true;
        };
        String resources = RESOURCES + "/" + member + "/proxy/api/v1/namespaces/chaos/configmaps";
        return of(rig, counting, resources, "tick", object -> object.getJsonObject("data"), "n", outcomes);
    }

    /** A label of a member's Secret, as it shows in our own resources. */
    private static Ticking ofHub(Front rig, Outcomes outcomes) {
        Counting counting = number -> rig.labelSecret("alpha", LABEL, Long.toString(number));
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
            Front rig,
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
        isOver = true;
    }

    boolean hasAllBeenSeen() {
        return follower.last() == number;
    }

    void stop() {
        stopWriting();
        follower.stop();
    }

    private void next() {
        rig.servers().setTimer(EVERY_MILLIS, due -> {
            if (!isOver) {
                rig.servers().executeBlocking(this::tick).onComplete(done -> next());
            }
        });
    }

    private Void tick() {
        if (!isOver && counting.write(number + 1)) {
            number++;
        }
        return null;
    }

    @Override
    public String toString() {
        return "%d of %d seen, %d lists".formatted(follower.last(), number, follower.lists());
    }
}
