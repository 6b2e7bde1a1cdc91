package io.clustergateway.addon;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a Secret holds of a ServiceAccount of a member, in base64 as it stands there.
 *
 * @param ca empty when there is none
 */
record Token(String token, String ca) {
    /** Empty while there is no token in it. */
    static Optional<Token> read(JsonObject secret) {
        JsonObject data = AddOn.section(secret, "data");
        return Optional.of(new Token(data.getString("token", ""), data.getString("ca.crt", "")))
                .filter(each -> !each.token().isEmpty());
    }

    JsonObject data() {
        JsonObject data = new JsonObject().put("token", token);
        return ca.isEmpty() ? data : data.put("ca.crt", ca);
    }

    @Override
    public String toString() {
        return "Token[masked]";
    }
}
