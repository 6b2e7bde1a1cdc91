package io.clustergateway.hub;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What the client's informer gets to keep: names and versions. The objects themselves go to the listener, so that no
 * credential is held twice, and the client's own models, which throw on fields they do not know, see none of them.
 */
record Tolerant(V1ObjectMeta metadata) implements KubernetesObject {
    static final String KIND = "Object";

    static Tolerant of(JsonObject object) {
        JsonObject metadata = metadata(object);
        return new Tolerant(new V1ObjectMeta()
                .name(metadata.getString("name", ""))
                .namespace(metadata.getString("namespace"))
                .resourceVersion(version(object)));
    }

    static JsonObject metadata(JsonObject object) {
        return object.getJsonObject("metadata", new JsonObject());
    }

    static String version(JsonObject object) {
        return metadata(object).getString("resourceVersion", "");
    }

    @Override
    public V1ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public String getApiVersion() {
        return "v1";
    }

    @Override
    public String getKind() {
        return KIND;
    }

    /** A list of them. */
    record Items(V1ListMeta metadata, List<Tolerant> items) implements KubernetesListObject {
        @Override
        public V1ListMeta getMetadata() {
            return metadata;
        }

        @Override
        public List<Tolerant> getItems() {
            return items;
        }

        @Override
        public String getApiVersion() {
            return "v1";
        }

        @Override
        public String getKind() {
            return KIND + "List";
        }
    }
}
