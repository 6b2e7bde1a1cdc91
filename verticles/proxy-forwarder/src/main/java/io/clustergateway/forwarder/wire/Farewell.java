package io.clustergateway.forwarder.wire;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Has a connection that is shut down say so before it closes, so that no request is lost that was on its way: Vert.x closes
 * idle HTTP/1.1 connections at once, and on HTTP/2 its only GOAWAY leaves out what the client has sent meanwhile.
 */
public final class Farewell {
    /** How long a client that says nothing may take to send what it has begun to send. */
    static final long PATIENCE_MILLIS = 1_000;

    private Farewell() {}

    /** Stands between the listener's shutdown and this connection. */
    public static void of(HttpConnection accepted) {
        ChannelHandlerContext last = last(accepted);
        boolean isHttp1 = accepted.getWindowSize() < 0;
        ChannelHandler farewell = isHttp1 ? new LastAnswer(accepted) : new LastStream(accepted);
        last.pipeline().addBefore(last.name(), null, farewell);
    }

    /** Begins it on a connection of which the listener's shutdown heard too late. */
    public static void begin(HttpConnection accepted, Duration grace) {
        last(accepted)
                .pipeline()
                .fireUserEventTriggered(new ShutdownEvent(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS));
    }

    private static ChannelHandlerContext last(HttpConnection accepted) {
        return ((HttpServerConnection) accepted).channelHandlerContext();
    }
}
