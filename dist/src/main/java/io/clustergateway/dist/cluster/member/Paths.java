package io.clustergateway.dist.cluster.member;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Where objects are in a member's API. */
final class Paths {
    private Paths() {}

    /** Of all of an object's kind beside it. */
    static String collection(JsonObject object) {
        String version = object.getString("apiVersion");
        return collection(
                version,
                object.getString("kind").toLowerCase(Locale.ROOT) + "s",
                object.getJsonObject("metadata").getString("namespace", ""));
    }

    /** @param namespace empty for all, and for kinds without */
    static String collection(String version, String plural, String namespace) {
        return (version.contains("/") ? "/apis/" : "/api/")
                + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/"
                + plural;
    }

    static String of(JsonObject object) {
        return collection(object) + "/" + object.getJsonObject("metadata").getString("name");
    }
}
