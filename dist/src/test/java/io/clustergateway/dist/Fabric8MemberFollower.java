package io.clustergateway.dist;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.stream.Collectors;

/** The informer of Fabric8, which watches by WebSocket. */
final class Fabric8MemberFollower implements MemberFollower {
    private final KubernetesClient client;
    private final SharedIndexInformer<GenericKubernetesResource> informer;

    Fabric8MemberFollower(String kubeconfig) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                        .withClientKeyAlgo("EC")
                        .build())
                .build();
        informer = client.genericKubernetesResources(RealRig.GROUP + "/v1alpha1", "ClusterGateway")
                .runnableInformer(0);
        informer.exceptionHandler((started, error) -> true).start();
    }

    @Override
    public Map<String, String> store() {
        return informer.getStore().list().stream()
                .map(GenericKubernetesResource::getMetadata)
                .collect(Collectors.toMap(metadata -> metadata.getName(), metadata -> metadata.getResourceVersion()));
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "Fabric8";
    }
}
