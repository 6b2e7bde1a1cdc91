package io.clustergateway.forwarder.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.VertxHttpObject;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * HTTP/1.1: one more answer, which says {@code Connection: close} (RFC 9112 section 9.6). An idle connection waits a while for
 * the request to it, and closes when none comes.
 */
final class LastAnswer extends ChannelDuplexHandler {
    private static final int FINAL = 200;

    private final HttpConnection connection;
    private Optional<ShutdownEvent> leaving = Optional.empty();
    private int open;
    private boolean isHeadOut;
    private boolean isOver;

    LastAnswer(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ShutdownEvent shutdown) || shutdown.timeout() == 0) {
            context.fireUserEventTriggered(event);
            return;
        }
        if (leaving.isPresent()) {
            return;
        }
        leaving = Optional.of(shutdown);
        if (open == 0) {
            waitForOne(context);
        } else if (!isHeadOut) {
            shutDown();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean isRequest = message instanceof HttpRequest;
        if (isRequest) {
            open++;
        }
        context.fireChannelRead(message);
        if (isRequest && leaving.isPresent()) {
            shutDown();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean isInterim = false;
        if (message instanceof HttpResponse head) {
            isInterim = head.status().code() < FINAL;
            isHeadOut = !isInterim;
            if (isHeadOut && leaving.isPresent()) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
        }
        context.write(message, promise);
        if (!isInterim && message instanceof VertxHttpObject part && part.isEnded()) {
            answered(context);
        }
    }

    private void answered(ChannelHandlerContext context) {
        open--;
        isHeadOut = false;
        if (leaving.isPresent() && open == 0) {
            waitForOne(context);
        }
    }

    private void waitForOne(ChannelHandlerContext context) {
        context.executor().schedule(this::shutDown, Farewell.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Vert.x closes when the answers to what it has read are out. */
    private void shutDown() {
        if (!isOver) {
            isOver = true;
            leaving.ifPresent(event -> connection.shutdown(event.timeout(), event.timeUnit()));
        }
    }
}
