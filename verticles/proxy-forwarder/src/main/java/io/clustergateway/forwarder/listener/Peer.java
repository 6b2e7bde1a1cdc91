package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.contract.ClientChain;

/** One connection, as long as it lasts. Used on its context only. */
public final class Peer {
    private final ClientChain chain;
    private int requests;
    private long idleSince;
    private boolean hasAsked;
    private boolean isAuthenticated;

    Peer(ClientChain chain, long now) {
        this.chain = chain;
        this.idleSince = now;
    }

    /** The certificates it showed. */
    public ClientChain chain() {
        return chain;
    }

    /** A request's head has come whole. */
    void asked(long now) {
        hasAsked = true;
        idleSince = now;
    }

    void authenticated() {
        isAuthenticated = true;
    }

    boolean isStranger() {
        return !isAuthenticated;
    }

    boolean hasRequests() {
        return requests > 0;
    }

    void began() {
        requests++;
    }

    void ended(long now) {
        requests--;
        idleSince = now;
    }

    /** Nothing is under way, and since the last request, or the beginning, it has been too long. */
    boolean isIdle(ListenerSettings.Connections limits, long now) {
        long most = (hasAsked ? limits.idle() : limits.header()).toNanos();
        return requests == 0 && now - idleSince > most;
    }
}
