package io.clustergateway.members.dial;

import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address for Vert.x's clients that carries how to dial: {@link MemberTransport} turns it into a {@link DialTarget}. Equal
 * are only addresses of the same target object, so that no two ways share a pool.
 */
public final class DialAddress implements SocketAddress {
    private final DialTarget target;

    /** The address of one way to one endpoint. */
    public DialAddress(DialTarget target) {
        this.target = target;
    }

    DialTarget target() {
        return target;
    }

    @Override
    public String host() {
        return target.host();
    }

    @Override
    public String hostName() {
        return target.host();
    }

    @Override
    public @Nullable String hostAddress() {
        return null;
    }

    @Override
    public int port() {
        return target.port();
    }

    /** Vert.x asks for it when a connection is observed, and wants one of whatever is no inet socket. */
    @Override
    public @Nullable String path() {
        return isDomainSocket() ? "member-tunnel" : null;
    }

    @Override
    public boolean isInetSocket() {
        return !isDomainSocket();
    }

    /** Vert.x asks this to choose between two kinds of channels; ours are sockets and tunnels. */
    @Override
    public boolean isDomainSocket() {
        return target instanceof DialTarget.Tunnel;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DialAddress address && address.target == target;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(target);
    }

    @Override
    public String toString() {
        return "member endpoint";
    }
}
