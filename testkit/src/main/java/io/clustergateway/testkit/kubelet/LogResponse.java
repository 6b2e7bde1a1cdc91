package io.clustergateway.testkit.kubelet;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;

/** A container's log as one chunked response, which ends at once or, followed, with the container. */
final class LogResponse implements ContainerLog.Follower {

    private final Channel channel;
    private final ContainerLog log;
    private final boolean timestamps;

    private LogResponse(Channel channel, ContainerLog log, boolean timestamps) {
        this.channel = channel;
        this.log = log;
        this.timestamps = timestamps;
    }

    static void send(Channel channel, PodPath path, ContainerLog log) {
        LogResponse response = new LogResponse(channel, log, path.isSet("timestamps"));
        int tail = path.first("tailLines").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
        channel.writeAndFlush(head());
        if (path.isSet("follow")) {
            channel.closeFuture().addListener(closed -> log.unfollow(response));
            log.follow(tail, response);
        } else {
            log.last(tail).forEach(response::line);
            response.end();
        }
    }

    @Override
    public void line(ContainerLog.Line line) {
        channel.writeAndFlush(
                new DefaultHttpContent(Unpooled.copiedBuffer(line.format(timestamps), StandardCharsets.UTF_8)));
    }

    @Override
    public void end() {
        log.unfollow(this);
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static HttpResponse head() {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        return head;
    }
}
