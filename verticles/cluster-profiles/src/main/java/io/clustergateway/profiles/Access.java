package io.clustergateway.profiles;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * How readers of profiles reach members: through the hub (KEP-5339).
 *
 * @param hubUrl empty when profiles say nothing of access
 * @param hubCaPem empty when the system's roots will do
 */
record Access(Optional<String> hubUrl, Optional<String> hubCaPem) {
    private static final String PROXY = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/%s/proxy";

    Optional<JsonArray> providers(String member) {
        return hubUrl.map(url -> {
            JsonObject cluster = new JsonObject().put("server", url + PROXY.formatted(member));
            hubCaPem.ifPresent(pem -> cluster.put(
                    "certificate-authority-data",
                    Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
            return new JsonArray()
                    .add(new JsonObject().put("name", Profile.MANAGER).put("cluster", cluster));
        });
    }
}
