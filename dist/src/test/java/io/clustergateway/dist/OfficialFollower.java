package io.clustergateway.dist;

import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The shared informer of client-java. Its watches are asked to end after a second; it repeats after a second too. */
final class OfficialFollower implements Follower, ResourceEventHandler<V1ConfigMap> {
    private static final int WATCH_SECONDS = 1;

    private final Arrived arrived = new Arrived();
    private final List<Change> told = new ArrayList<>();
    private final SharedInformerFactory factory;
    private final SharedIndexInformer<V1ConfigMap> informer;

    OfficialFollower(Path kubeconfig, String namespace) {
        ApiClient client = client(kubeconfig);
        arrived.begin(0);
        factory = new SharedInformerFactory(client);
        informer = factory.sharedIndexInformerFor(new Connection(client, namespace, arrived), V1ConfigMap.class, 0);
        informer.addEventHandler(this);
        factory.startAllRegisteredInformers();
    }

    @Override
    public synchronized void onAdd(V1ConfigMap added) {
        told.add(Change.added(name(added), version(added)));
    }

    /** Told of unchanged objects as well, after each list. */
    @Override
    public synchronized void onUpdate(V1ConfigMap old, V1ConfigMap updated) {
        if (!version(updated).equals(version(old))) {
            told.add(Change.modified(name(updated), version(updated)));
        }
    }

    @Override
    public synchronized void onDelete(V1ConfigMap deleted, boolean stale) {
        told.add(Change.deleted(name(deleted), version(deleted)));
    }

    @Override
    public synchronized void begin(long version) {
        told.clear();
        arrived.begin(version);
    }

    @Override
    public Map<String, Long> store() {
        return informer.getIndexer().list().stream()
                .collect(Collectors.toMap(OfficialFollower::name, object -> Long.valueOf(version(object))));
    }

    @Override
    public synchronized List<Change> told() {
        return List.copyOf(told);
    }

    @Override
    public int watches() {
        return arrived.watches();
    }

    /** What its lists and watches brought, before it is queued. */
    Arrived arrived() {
        return arrived;
    }

    @Override
    public void close() {
        factory.stopAllRegisteredInformers();
    }

    @Override
    public String toString() {
        return "client-java[told=" + told().size() + ", watches=" + watches() + "]";
    }

    private static String name(V1ConfigMap object) {
        return object.getMetadata().getName();
    }

    private static String version(V1ConfigMap object) {
        return object.getMetadata().getResourceVersion();
    }

    private static ApiClient client(Path kubeconfig) {
        try {
            return Config.fromConfig(kubeconfig.toString()).setReadTimeout(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lists and watches as the informer itself would, and notes what comes. */
    private record Connection(ApiClient client, String namespace, Arrived arrived)
            implements ListerWatcher<V1ConfigMap, V1ConfigMapList> {

        @Override
        public V1ConfigMapList list(CallGeneratorParams params) throws ApiException {
            V1ConfigMapList list = new CoreV1Api(client)
                    .listNamespacedConfigMap(namespace)
                    .resourceVersion(params.resourceVersion)
                    .execute();
            arrived.listed(Long.parseLong(list.getMetadata().getResourceVersion()));
            return list;
        }

        @Override
        public Watchable<V1ConfigMap> watch(CallGeneratorParams params) throws ApiException {
            arrived.watching();
            Watch<V1ConfigMap> watch = Watch.createWatch(
                    client,
                    new CoreV1Api(client)
                            .listNamespacedConfigMap(namespace)
                            .watch(true)
                            .resourceVersion(params.resourceVersion)
                            .timeoutSeconds(WATCH_SECONDS)
                            .buildCall(null),
                    NotedWatch.TYPE);
            return new NotedWatch(watch, arrived);
        }
    }
}
