package io.clustergateway.members.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The first handler of every client socket. A dial to a {@link DialTarget} it resolves itself, has the resolved address
 * looked at by the guard and connects to that very address, so that no name can flip in between; any other dial it lets pass.
 */
final class DialHandler extends ChannelDuplexHandler {
    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof DialTarget.Tcp target) {
            new Dial(ctx, target, local, promise).start();
        } else {
            ctx.connect(remote, local, promise);
            ctx.pipeline().remove(this);
        }
    }

    private final class Dial {
        private final ChannelHandlerContext ctx;
        private final DialTarget.Tcp target;
        private final SocketAddress local;
        private final ChannelPromise promise;

        Dial(ChannelHandlerContext ctx, DialTarget.Tcp target, SocketAddress local, ChannelPromise promise) {
            this.ctx = ctx;
            this.target = target;
            this.local = local;
            this.promise = promise;
        }

        void start() {
            Optional<ProxyWay> proxy = target.proxy();
            String host = proxy.map(ProxyWay::host).orElse(target.host());
            int port = proxy.map(ProxyWay::port).orElse(target.port());
            ScheduledFuture<?> limit = ctx.executor()
                    .schedule(
                            () -> fail(new ConnectTimeoutException("its name was not resolved in time")),
                            target.way().limit().toMillis(),
                            TimeUnit.MILLISECONDS);
            target.way()
                    .resolver()
                    .getResolver(ctx.channel().eventLoop())
                    .resolve(InetSocketAddress.createUnresolved(host, port))
                    .addListener((io.netty.util.concurrent.Future<InetSocketAddress> resolved) -> {
                        limit.cancel(false);
                        ctx.executor().execute(() -> resolved(proxy, resolved));
                    });
        }

        private void resolved(Optional<ProxyWay> proxy, io.netty.util.concurrent.Future<InetSocketAddress> resolved) {
            if (promise.isDone()) {
                return;
            }
            if (!resolved.isSuccess()) {
                fail(resolved.cause());
                return;
            }
            InetSocketAddress address = resolved.getNow();
            Optional<AddressNotAllowed> refusal = refusal(proxy, address);
            if (refusal.isPresent()) {
                target.way().refused().accept(refusal.get());
                fail(refusal.get());
            } else if (proxy.isPresent()) {
                new ProxyGate(ctx, DialHandler.this, target, promise).open(proxy.get(), address);
            } else {
                ctx.connect(address, local, promise);
                ctx.pipeline().remove(DialHandler.this);
            }
        }

        /** Behind a proxy the endpoint's name is the proxy's to resolve; an endpoint that is an address is looked at here. */
        private Optional<AddressNotAllowed> refusal(Optional<ProxyWay> proxy, InetSocketAddress address) {
            AddressGuard guard = target.way().guard();
            Optional<AddressNotAllowed> first = guard.refusal(address.getAddress())
                    .map(reason ->
                            new AddressNotAllowed(proxy.isPresent() ? "its proxy's address" : "its address", reason));
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(target.host());
            if (first.isPresent() || proxy.isEmpty() || literal == null) {
                return first;
            }
            return guard.refusal(Cidr.address(literal)).map(reason -> new AddressNotAllowed("its address", reason));
        }

        private void fail(Throwable cause) {
            Channel channel = ctx.channel();
            DialTarget.fail(promise, channel, cause);
        }
    }
}
