package io.clustergateway.members.dial;

import io.vertx.core.net.SocketAddress;
import java.util.Objects;

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
    public String hostAddress() {
        return null;
    }

    @Override
    public int port() {
        return target.port();
    }

    @Override
    public String path() {
        return null;
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
        return Objects.hashCode(System.identityHashCode(target));
    }

    @Override
    public String toString() {
        return "member endpoint";
    }
}
