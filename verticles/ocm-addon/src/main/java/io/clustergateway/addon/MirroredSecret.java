package io.clustergateway.addon;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A member's Secret that carries our mark: made here, or handed over by somebody who put the mark on it.
 *
 * @param labels that make it a member, as they are
 */
record MirroredSecret(String resourceVersion, Optional<Token> token, JsonObject labels) {
    /** The mark. */
    static final String SOURCE = "cluster.core.oam.dev/credential-source";

    static final String SELECTOR = SOURCE + "=ManagedServiceAccount";
    private static final String CREDENTIAL = "cluster.core.oam.dev/cluster-credential-type";
    private static final String ENDPOINT = "cluster.core.oam.dev/cluster-endpoint-type";

    static MirroredSecret read(JsonObject secret) {
        JsonObject metadata = AddOn.section(secret, "metadata");
        JsonObject present = AddOn.section(metadata, "labels");
        JsonObject labels = new JsonObject();
        for (String label : labels(false).fieldNames()) {
            labels.put(label, present.getValue(label));
        }
        return new MirroredSecret(metadata.getString("resourceVersion", ""), Token.read(secret), labels);
    }

    static JsonObject labels(boolean clusterProxy) {
        return new JsonObject()
                .put(CREDENTIAL, "ServiceAccountToken")
                .put(ENDPOINT, clusterProxy ? "ClusterProxy" : "Const")
                .put(SOURCE, "ManagedServiceAccount");
    }

    /** Whether it already is what it should be; a CA that the token came without is left. */
    boolean is(Token wanted, boolean clusterProxy) {
        return labels.equals(labels(clusterProxy))
                && token.filter(each -> each.token().equals(wanted.token())
                                && (wanted.ca().isEmpty() || each.ca().equals(wanted.ca())))
                        .isPresent();
    }
}
