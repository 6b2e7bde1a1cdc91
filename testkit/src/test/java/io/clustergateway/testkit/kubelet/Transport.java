package io.clustergateway.testkit.kubelet;

import io.clustergateway.testkit.real.Kubectl;

/** How kubectl asks for a stream. API servers before 1.30 answer WebSocket with 400 or 403, and kubectl falls back. */
enum Transport {
    WEBSOCKET {
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
