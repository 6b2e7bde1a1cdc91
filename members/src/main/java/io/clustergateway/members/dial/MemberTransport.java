package io.clustergateway.members.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;

/**
 * A Vert.x transport that adds to another how members are dialled. It is the one place under HttpClient and NetClient alike at
 * which the resolved address is known and not yet connected to, and where a channel need not be a socket. Client domain
 * sockets give way to tunnels: nothing here dials domain sockets.
 */
final class MemberTransport implements Transport {
    private final Transport sockets;

    MemberTransport(Transport sockets) {
        this.sockets = sockets;
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean tunnel) {
        if (tunnel) {
            return TunnelChannel::new;
        }
        ChannelFactory<? extends Channel> plain = sockets.channelFactory(false);
        return () -> {
            Channel channel = plain.newChannel();
            channel.pipeline().addFirst(new DialHandler());
            return channel;
        };
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return address instanceof DialAddress dial ? dial.target() : sockets.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return address instanceof DialTarget target ? new DialAddress(target) : sockets.convert(address);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean tunnel, Bootstrap bootstrap) {
        if (tunnel) {
            bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout);
        } else {
            sockets.configure(options, connectTimeout, false, bootstrap);
        }
    }

    @Override
    public boolean supportsDomainSockets() {
        return sockets.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return sockets.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return sockets.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return sockets.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return sockets.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return sockets.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return sockets.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation")
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return sockets.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return sockets.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        sockets.configure(channel, options);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        sockets.configure(options, domainSocket, bootstrap);
    }
}
