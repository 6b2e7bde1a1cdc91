package io.clustergateway.dist.cluster;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What {@code offline} and {@code online} have in common: one annotation. */
final class Switch {
    private static final String OFFLINE = "cluster.core.oam.dev/offline";

    private Switch() {}

    /** Sets or, with null, takes away the annotation; nothing is written when it is as it should be. */
    static void turn(Hub hub, String name, @Nullable String reason, ChangeFlags change, String done) {
        Members members = hub.members();
        JsonObject secret = members.get(name);
        String now = Secrets.annotation(secret, "offline").strip();
        boolean isOffline = !now.isEmpty() && !now.equals("false");
        boolean isAsWished = reason == null ? !isOffline : now.equals(reason);
        if (isAsWished) {
            change.print(secret, "already " + done);
            return;
        }
        JsonObject annotations = new JsonObject().put(OFFLINE, reason);
        JsonObject patch = new JsonObject().put("metadata", new JsonObject().put("annotations", annotations));
        change.print(members.patch(secret, patch, change.dryRun()), done);
    }
}
