package io.clustergateway.members.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.proxy.HttpProxyHandler.HttpProxyConnectException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Holds the channel back from whoever asked for it until the proxy has consented: they see it become active only then, and
 * no event of the proxy's own TLS, which Vert.x would take for the member's.
 */
final class ProxyGate extends ChannelInboundHandlerAdapter {
    private final ChannelHandlerContext dial;
    private final DialHandler dialHandler;
    private final DialTarget.Tcp target;
    private final ChannelPromise promise;

    ProxyGate(ChannelHandlerContext dial, DialHandler dialHandler, DialTarget.Tcp target, ChannelPromise promise) {
        this.dial = dial;
        this.dialHandler = dialHandler;
        this.target = target;
        this.promise = promise;
    }

    /** Dials the proxy at this address, which the guard has seen, and asks it for the endpoint. */
    void open(ProxyWay proxy, InetSocketAddress address) {
        proxy.tls()
                .onComplete(tls -> dial.executor().execute(() -> {
                    if (promise.isDone()) {
                        return;
                    }
                    if (tls.succeeded()) {
                        connect(proxy, address, tls.result());
                    } else {
                        fail(new ProxyFailed("the CA of its proxy cannot be read"));
                    }
                }));
    }

    private void connect(ProxyWay proxy, InetSocketAddress address, Optional<SslContext> tls) {
        Channel channel = dial.channel();
        ProxyHandler handshake = proxy.handshake(address);
        handshake.setConnectTimeoutMillis(target.way().limit().toMillis());
        String name = dial.name();
        tls.ifPresent(context -> channel.pipeline().addBefore(name, null, tls(context, proxy, channel)));
        channel.pipeline().addBefore(name, null, handshake);
        channel.pipeline().addBefore(name, null, this);
        handshake.connectFuture().addListener(consent -> {
            if (!consent.isSuccess()) {
                fail(consent.cause());
            } else if (promise.trySuccess()) {
                pass(handshake);
            }
        });
        InetSocketAddress endpoint = InetSocketAddress.createUnresolved(target.host(), target.port());
        dial.connect(endpoint, null, channel.newPromise()).addListener(dialled -> {
            if (!dialled.isSuccess()) {
                fail(dialled.cause());
            }
        });
    }

    private SslHandler tls(SslContext context, ProxyWay proxy, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), proxy.host(), proxy.port());
        handler.setHandshakeTimeoutMillis(target.way().limit().toMillis());
        return handler;
    }

    private void pass(ProxyHandler handshake) {
        Channel channel = dial.channel();
        channel.pipeline().remove(handshake);
        channel.pipeline().remove(this);
        dial.fireChannelActive();
        channel.pipeline().remove(dialHandler);
    }

    private void fail(Throwable cause) {
        DialTarget.fail(promise, dial.channel(), explained(cause));
    }

    private static Throwable explained(Throwable cause) {
        Throwable root = cause instanceof ProxyConnectException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof SSLException || root.getCause() instanceof SSLException) {
            return new ProxyFailed("TLS with its proxy failed, or the proxy's certificate is not trusted");
        }
        if (root instanceof ConnectException && !(root instanceof ProxyConnectException)) {
            return new ProxyFailed("nothing listens at its proxy's address, or no way leads there");
        }
        boolean isAuth = cause.getMessage() != null && cause.getMessage().contains("status: 407");
        if (isAuth) {
            return new ProxyFailed("its proxy asks for another user and password");
        }
        return new ProxyFailed(
                cause instanceof HttpProxyConnectException || cause instanceof ProxyConnectException
                        ? "its proxy refused the connection or could not make it"
                        : "its proxy cannot be used");
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {}

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new ProxyFailed("its proxy closed the connection"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }
}
