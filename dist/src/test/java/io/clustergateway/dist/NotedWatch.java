package io.clustergateway.dist;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Iterator;

/** A watch of client-java that notes what it hands on. */
final class NotedWatch implements Watchable<V1ConfigMap> {
    static final Type TYPE = new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType();

    private final Watch<V1ConfigMap> watch;
    private final Arrived arrived;

    NotedWatch(Watch<V1ConfigMap> watch, Arrived arrived) {
        this.watch = watch;
        this.arrived = arrived;
    }

    @Override
    public boolean hasNext() {
        return watch.hasNext();
    }

    @Override
    public Watch.Response<V1ConfigMap> next() {
        Watch.Response<V1ConfigMap> response = watch.next();
        if (response.object != null) {
            V1ObjectMeta metadata = response.object.getMetadata();
            arrived.change(new Change(
                    Change.Kind.valueOf(response.type),
                    metadata.getName(),
                    Long.parseLong(metadata.getResourceVersion())));
        }
        return response;
    }

    @Override
    public Iterator<Watch.Response<V1ConfigMap>> iterator() {
        return this;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
