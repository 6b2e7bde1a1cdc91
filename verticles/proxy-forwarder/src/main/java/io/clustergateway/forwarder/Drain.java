package io.clustergateway.forwarder;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes all instances of the module go down at the same time, though the kernel takes them down one after the other:
 * each has to wait for its own clients. Safe from any thread.
 */
final class Drain {
    private final Set<ForwarderVerticle> instances = ConcurrentHashMap.newKeySet();

    void joinedBy(ForwarderVerticle instance) {
        instances.add(instance);
    }

    void leftBy(ForwarderVerticle instance) {
        instances.remove(instance);
    }

    void begin() {
        instances.forEach(ForwarderVerticle::drainWithOthers);
    }
}
