package io.clustergateway.testkit.kubelet;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Port-forward: each pair of streams (data and error, joined by their request id) is one TCP connection. */
final class PortForwardSession implements SpdySession {

    private final SpdyConnection connection;
    private final Channel channel;
    private final Function<Integer, Optional<InetSocketAddress>> targets;
    private final Map<String, SpdyStream> waiting = new HashMap<>();
    private final Set<Channel> open = new HashSet<>();

    PortForwardSession(Channel channel, Function<Integer, Optional<InetSocketAddress>> targets) {
        this.channel = channel;
        this.connection = new SpdyConnection(channel, this);
        this.targets = targets;
    }

    SpdyConnection connection() {
        return connection;
    }

    @Override
    public void opened(SpdyStream stream) {
        SpdyStream other = waiting.remove(stream.header("requestid"));
        if (other == null) {
            waiting.put(stream.header("requestid"), stream);
        } else if (stream.header("streamtype").equals("data")) {
            connect(stream, other);
        } else {
            connect(other, stream);
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        open.forEach(target -> target.config().setAutoRead(writable));
    }

    @Override
    public void closed() {
        Set.copyOf(open).forEach(Channel::close);
    }

    private void connect(SpdyStream data, SpdyStream error) {
        int port = Integer.parseInt(data.header("port"));
        targets.apply(port)
                .ifPresentOrElse(
                        address -> connect(data, error, address),
                        () -> refuse(data, error, "nothing listens on port " + port + " of this container"));
    }

    private void connect(SpdyStream data, SpdyStream error, InetSocketAddress address) {
        ForwardedConnection forwarded = new ForwardedConnection(data, error, channel);
        ChannelFuture connecting = new Bootstrap()
                .group(channel.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(forwarded)
                .connect(address);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                track(connecting.channel());
                forwarded.connected((SocketChannel) connecting.channel());
            } else {
                refuse(data, error, "cannot connect to " + address + ": " + done.cause());
            }
        });
    }

    private void track(Channel target) {
        open.add(target);
        target.closeFuture().addListener(closed -> open.remove(target));
        if (!channel.isActive()) {
            target.close(); // kubectl left while we were connecting
        }
    }

    private static void refuse(SpdyStream data, SpdyStream error, String reason) {
        error.write(Unpooled.copiedBuffer(reason, StandardCharsets.UTF_8));
        error.finish();
        data.finish();
    }
}
