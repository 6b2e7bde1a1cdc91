package io.clustergateway.dist;

import io.clustergateway.testkit.kubelet.ContainerLog;
import io.clustergateway.testkit.kubelet.KubeletNode;
import io.clustergateway.testkit.kubelet.KubeletStandIn;
import io.clustergateway.testkit.real.RealApiServer;
import java.util.concurrent.atomic.AtomicInteger;

/** Running pods of a member, on a node whose kubelet stands by. */
final class Pods implements AutoCloseable {
    private static final String NODE = "node-1";

    private final AtomicInteger created = new AtomicInteger();
    private final KubeletStandIn kubelet;
    private final KubeletNode node;

    Pods(RealApiServer member) {
        kubelet = KubeletStandIn.join(member, NODE);
        node = new KubeletNode(member, NODE);
    }

    /** A new pod of namespace default with one container, {@code main}. */
    Pod create() {
        String name = "pod-" + created.incrementAndGet();
        node.createPod("default", name, "main");
        return new Pod(name, kubelet.log("default", name, "main"));
    }

    KubeletStandIn kubelet() {
        return kubelet;
    }

    @Override
    public void close() {
        kubelet.close();
    }

    record Pod(String name, ContainerLog log) {}
}
