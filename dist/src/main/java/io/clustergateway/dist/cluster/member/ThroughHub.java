package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.Hub;
import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.hub.HubApi;
import io.clustergateway.hub.HubFault;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The member through the gateway, as whoever the caller's identity is there. */
public final class ThroughHub implements MemberSide {
    private final Hub hub;
    private final String prefix;

    /** The member of this name. */
    public ThroughHub(Hub hub, String name) {
        this.hub = hub;
        this.prefix = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways/%s/proxy".formatted(name);
    }

    @Override
    public JsonObject send(String method, String path, String contentType, Optional<JsonObject> body) {
        HubApi api = hub.api();
        JsonObject json = body.orElseGet(JsonObject::new);
        Future<JsonObject> answer = switch (method) {
            case "GET" -> api.get(prefix + path, hub.limit());
            case "POST" -> api.post(prefix + path, json, hub.limit());
            case "PUT" -> api.put(prefix + path, json, hub.limit());
            case "DELETE" -> api.delete(prefix + path, json, hub.limit());
            default -> throw new IllegalArgumentException(method);
        };
        try {
            return answer.await();
        } catch (HubFault fault) {
            throw ServerFault.of("the member through the hub", fault.code(), fault.reason(), fault.getMessage());
        }
    }
}
