package io.clustergateway.members.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How to dial one endpoint of one member: what netty carries as the remote address until the connection stands. */
public abstract sealed class DialTarget extends SocketAddress {
    private static final long serialVersionUID = 1;

    private final String host;
    private final int port;

    private DialTarget(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** Host of the endpoint: a name or an address. */
    public final String host() {
        return host;
    }

    /** Port of the endpoint. */
    public final int port() {
        return port;
    }

    @Override
    public final String toString() {
        return "member endpoint";
    }

    /** By a socket of this host, to the endpoint itself or to a proxy. */
    public static final class Tcp extends DialTarget {
        private static final long serialVersionUID = 1;

        private final transient Way way;
        private final transient Optional<ProxyWay> proxy;

        /** A way without a proxy when {@code proxy} is empty. */
        public Tcp(String host, int port, Way way, Optional<ProxyWay> proxy) {
            super(host, port);
            this.way = way;
            this.proxy = proxy;
        }

        Way way() {
            return way;
        }

        Optional<ProxyWay> proxy() {
            return proxy;
        }
    }

    /** Inside a stream of something else than a socket. */
    public static final class Tunnel extends DialTarget {
        private static final long serialVersionUID = 1;

        private final transient Dialler dialler;

        /** A way through whatever the dialler opens. */
        public Tunnel(String host, int port, Dialler dialler) {
            super(host, port);
            this.dialler = dialler;
        }

        Dialler dialler() {
            return dialler;
        }
    }

    /**
     * What holds for every dial by socket.
     *
     * @param resolver of the Vert.x instance
     * @param limit for resolving the name, and once more for the proxy's consent
     * @param refused hears of each address that the guard refused
     */
    public record Way(
            AddressGuard guard,
            AddressResolverGroup<InetSocketAddress> resolver,
            Duration limit,
            Consumer<AddressNotAllowed> refused) {}

    /** Opens the stream under a {@link TunnelChannel}. */
    @FunctionalInterface
    public interface Dialler {
        /**
         * Dials; called on the channel's event loop.
         *
         * @param pipe where bytes of the far end go; it takes the opened stream by {@link TunnelChannel#opened} or its failure
         */
        void dial(String host, int port, TunnelChannel pipe);
    }

    /** What a connect promise of netty is completed with, once. */
    static void fail(ChannelPromise promise, Channel channel, Throwable cause) {
        promise.tryFailure(cause);
        channel.close();
    }
}
