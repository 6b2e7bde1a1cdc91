package io.clustergateway.forwarder.wire;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/** Closes a client's connection although it takes nothing: Vert.x writes what it holds first, and so never closes it. */
public final class Abort {
    private Abort() {}

    /** Takes effect on HTTP/1.1 only; on HTTP/2 a reset stream holds nothing, and others use the connection. */
    public static void connectionOf(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            HttpConnection connection = request.connection();
            Channel channel =
                    ((HttpServerConnection) connection).channelHandlerContext().channel();
            channel.unsafe().close(channel.newPromise());
        }
    }
}
