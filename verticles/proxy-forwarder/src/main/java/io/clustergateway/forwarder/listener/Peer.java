package io.clustergateway.forwarder.listener;

import io.clustergateway.kernel.contract.ClientChain;

/** One connection, as long as it lasts. Used on its context only. */
public final class Peer {
    private final ClientChain chain;
    private int requests;
    private long idleSince;
    private long headSince;
    private boolean isHeadComing;
    private boolean hasAsked;
    private boolean isAuthenticated;
    private boolean isSuspected;

    Peer(ClientChain chain, long now) {
        this.chain = chain;
        this.idleSince = now;
    }

    /** The certificates it showed. */
    public ClientChain chain() {
        return chain;
    }

    /** Bytes have come, of a head unless a request is under way. */
    void bytes(long now) {
        if (!isHeadComing && requests == 0) {
            isHeadComing = true;
            headSince = now;
        }
    }

    /** A request's head has come whole. */
    void asked(long now) {
        isHeadComing = false;
        hasAsked = true;
        idleSince = now;
    }

    boolean hasCertificate() {
        return !chain.certificates().isEmpty();
    }

    /** Whether it was a stranger's until now. */
    boolean authenticated() {
        boolean first = !isAuthenticated;
        isAuthenticated = true;
        return first;
    }

    /** Whether it is taken for a stranger's from now on, in spite of its certificate. */
    boolean suspected() {
        boolean first = !isAuthenticated && !isSuspected && hasCertificate();
        isSuspected |= first;
        return first;
    }

    /** Whether nobody whom the hub knows has sent a request on it. */
    public boolean isStranger() {
        return !isAuthenticated;
    }

    boolean hasRequests() {
        return requests > 0;
    }

    void began() {
        requests++;
    }

    void ended(long now) {
        isHeadComing = false;
        requests--;
        idleSince = now;
    }

    /** Nothing is under way, and since the last request, the beginning, or that of a head it has been too long. */
    boolean isIdle(ListenerSettings.Connections limits, long now) {
        if (requests == 0 && isHeadComing && now - headSince > limits.header().toNanos()) {
            return true;
        }
        long most = (hasAsked ? limits.idle() : limits.header()).toNanos();
        return requests == 0 && now - idleSince > most;
    }
}
