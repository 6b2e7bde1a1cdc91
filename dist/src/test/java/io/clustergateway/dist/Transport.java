package io.clustergateway.dist;

import io.clustergateway.testkit.real.Kubectl;

/** How kubectl asks for a stream. */
enum Transport {
    /** WebSocket first; where the member knows none (before 1.30), kubectl falls back. */
    BY_DEFAULT {
        @Override
        Kubectl of(Kubectl kubectl) {
            return kubectl;
        }
    },
    SPDY {
        @Override
        Kubectl of(Kubectl kubectl) {
            return kubectl.withSpdy();
        }
    };

    abstract Kubectl of(Kubectl kubectl);
}
