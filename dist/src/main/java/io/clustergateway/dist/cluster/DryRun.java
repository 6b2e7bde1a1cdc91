package io.clustergateway.dist.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** kubectl's {@code --dry-run}. */
public enum DryRun {
    /** Everything is written. */
    NONE("", ""),
    /** Nothing is sent that would write. */
    CLIENT("", " (dry run)"),
    /** Writes are sent, and the server checks and forgets them. */
    SERVER("?dryRun=All", " (server dry run)");

    private final String query;
    private final String suffix;

    DryRun(String query, String suffix) {
        this.query = query;
        this.suffix = suffix;
    }

    String query() {
        return query;
    }

    /** DeleteOptions for this very object; a server that gets a body does not look at the query. */
    public JsonObject deleteOptions(String uid) {
        JsonObject options = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "DeleteOptions")
                .put("propagationPolicy", "Background")
                .put("preconditions", new JsonObject().put("uid", uid));
        return this == SERVER ? options.put("dryRun", new JsonArray().add("All")) : options;
    }

    /** Behind what is said to have been done. */
    String suffix() {
        return suffix;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
