package io.clustergateway.dist;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The informer of Fabric8, which watches by WebSocket. */
final class Fabric8Follower implements Follower, ResourceEventHandler<ConfigMap>, Interceptor {
    private final List<Change> told = new ArrayList<>();
    private final KubernetesClient client;
    private final SharedIndexInformer<ConfigMap> informer;
    private int watches;

    Fabric8Follower(String kubeconfig, String namespace) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                        .withClientKeyAlgo("EC")
                        .build())
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("noted", this))
                .build();
        informer = client.configMaps().inNamespace(namespace).inform(this);
    }

    @Override
    public synchronized void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (request.uri().getQuery().contains("watch=true")) {
            watches++;
        }
    }

    @Override
    public synchronized void onAdd(ConfigMap added) {
        told.add(Change.added(name(added), version(added)));
    }

    @Override
    public synchronized void onUpdate(ConfigMap old, ConfigMap updated) {
        told.add(Change.modified(name(updated), version(updated)));
    }

    @Override
    public synchronized void onDelete(ConfigMap deleted, boolean stale) {
        told.add(Change.deleted(name(deleted), version(deleted)));
    }

    @Override
    public synchronized void begin(long version) {
        told.clear();
        watches = 0;
    }

    @Override
    public Map<String, Long> store() {
        return informer.getStore().list().stream()
                .collect(Collectors.toMap(Fabric8Follower::name, object -> Long.valueOf(version(object))));
    }

    @Override
    public synchronized List<Change> told() {
        return List.copyOf(told);
    }

    @Override
    public synchronized int watches() {
        return watches;
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "Fabric8[told=" + told().size() + ", watches=" + watches() + "]";
    }

    private static String name(ConfigMap object) {
        return object.getMetadata().getName();
    }

    private static String version(ConfigMap object) {
        return object.getMetadata().getResourceVersion();
    }
}
