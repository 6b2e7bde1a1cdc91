package io.clustergateway.dist;

import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The shared informer of client-java. */
final class OfficialMemberFollower implements MemberFollower {
    private final SharedInformerFactory factory;
    private final SharedIndexInformer<DynamicKubernetesObject> informer;

    OfficialMemberFollower(Path kubeconfig) {
        ApiClient client = client(kubeconfig);
        factory = new SharedInformerFactory(client);
        informer = factory.sharedIndexInformerFor(
                new DynamicKubernetesApi(RealRig.GROUP, "v1alpha1", "clustergateways", client),
                DynamicKubernetesObject.class,
                0);
        factory.startAllRegisteredInformers();
    }

    @Override
    public Map<String, String> store() {
        return informer.getIndexer().list().stream()
                .map(DynamicKubernetesObject::getMetadata)
                .collect(Collectors.toMap(metadata -> metadata.getName(), metadata -> metadata.getResourceVersion()));
    }

    @Override
    public void close() {
        factory.stopAllRegisteredInformers();
    }

    @Override
    public String toString() {
        return "client-java";
    }

    private static ApiClient client(Path kubeconfig) {
        try {
            return Config.fromConfig(kubeconfig.toString()).setReadTimeout(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
