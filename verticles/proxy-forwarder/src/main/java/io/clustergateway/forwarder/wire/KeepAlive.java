package io.clustergateway.forwarder.wire;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/**
 * Has the kernel look after a peer that is silent for 30 s, since streams may be silent for hours and nobody else would
 * notice that it died. Vert.x can switch keep-alive on, and leaves the kernel's two hours.
 */
public final class KeepAlive {
    private static final int SECONDS = 30;

    /** Of the Java platform's transport, and by their names those of the native one, which only the program ships. */
    private static final List<ChannelOption<Integer>> TIMES = List.of(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_KEEPIDLE"),
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_KEEPINTVL"));

    private KeepAlive() {}

    /** Looks after a member's end of a tunnel. */
    public static void of(NetSocket socket) {
        set(((NetSocketInternal) socket).channelHandlerContext().channel().config());
    }

    /** Looks after a client, through all that its connection becomes. */
    public static void of(HttpConnection accepted) {
        set(((HttpServerConnection) accepted).channelHandlerContext().channel().config());
    }

    /** A channel passes over options that it does not know. */
    private static void set(ChannelConfig config) {
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        TIMES.forEach(seconds -> config.setOption(seconds, SECONDS));
    }
}
