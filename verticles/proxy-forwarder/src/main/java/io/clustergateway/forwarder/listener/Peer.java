package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.contract.ClientChain;

/** One connection, as long as it lasts. Used on its context only. */
public final class Peer {
    private final ClientChain chain;
    private int requests;
    private long idleSince;

    Peer(ClientChain chain, long now) {
        this.chain = chain;
        this.idleSince = now;
    }

    /** The certificates it showed. */
    public ClientChain chain() {
        return chain;
    }

    void began() {
        requests++;
    }

    void ended(long now) {
        requests--;
        idleSince = now;
    }

    boolean isIdleFor(long nanos, long now) {
        return requests == 0 && now - idleSince > nanos;
    }
}
