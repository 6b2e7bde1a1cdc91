package io.clustergateway.forwarder.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/2: a GOAWAY that leaves nothing out, then, when the client has answered a PING and so sends no new streams, the one
 * that names the last (RFC 9113 section 6.8).
 */
final class LastStream extends ChannelInboundHandlerAdapter {
    private static final long NO_ERROR = 0;
    private static final int EVERY_STREAM = Integer.MAX_VALUE;
    private static final Buffer PING = Buffer.buffer("farewell");

    private final HttpConnection connection;
    private boolean isLeaving;

    LastStream(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ShutdownEvent shutdown && shutdown.timeout() > 0) {
            leave(shutdown);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private void leave(ShutdownEvent shutdown) {
        if (isLeaving) {
            return;
        }
        isLeaving = true;
        connection.goAway(NO_ERROR, EVERY_STREAM);
        connection
                .ping(PING)
                .timeout(Farewell.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(pong -> {
                    connection.goAway(NO_ERROR);
                    connection.shutdown(shutdown.timeout(), shutdown.timeUnit());
                });
    }
}
