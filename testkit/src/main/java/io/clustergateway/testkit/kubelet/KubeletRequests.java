package io.clustergateway.testkit.kubelet;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kubelet's HTTP side: answers logs, upgrades the rest to SPDY. */
final class KubeletRequests extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger log = LoggerFactory.getLogger(KubeletRequests.class);
    private static final String SPDY = "SPDY/3.1";
    private static final String PROTOCOL = "X-Stream-Protocol-Version";

    private final KubeletStandIn kubelet;

    KubeletRequests(KubeletStandIn kubelet) {
        this.kubelet = kubelet;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        log.debug("request method={} uri={}", request.method(), request.uri());
        PodPath.parse(request.uri())
                .ifPresentOrElse(
                        path -> answer(ctx, request, path),
                        () -> refuse(ctx, HttpResponseStatus.NOT_FOUND, "404 page not found"));
    }

    private void answer(ChannelHandlerContext ctx, FullHttpRequest request, PodPath path) {
        if (path.verb().equals("containerLogs")) {
            LogResponse.send(ctx.channel(), path, kubelet.place(path).log());
        } else if (!SPDY.equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE, ""))) {
            refuse(
                    ctx,
                    HttpResponseStatus.BAD_REQUEST,
                    "you must specify at least 1 of stdin, stdout, stderr over SPDY");
        } else {
            upgrade(ctx, request, path);
        }
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, PodPath path) {
        String wanted = path.verb().equals("portForward") ? "portforward.k8s.io" : "v4.channel.k8s.io";
        List<String> offered = offeredProtocols(request);
        if (!offered.contains(wanted)) {
            refuse(
                    ctx,
                    HttpResponseStatus.FORBIDDEN,
                    "unable to upgrade: unable to negotiate protocol: client supports " + offered + ", server accepts ["
                            + wanted + "]");
            return;
        }
        ctx.writeAndFlush(switchingProtocols(wanted));
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.remove(HttpObjectAggregator.class);
        pipeline.addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1), session(ctx, path));
        pipeline.remove(this);
        pipeline.remove(HttpServerCodec.class); // last, as it hands on what it has read beyond the head
    }

    private SpdyConnection session(ChannelHandlerContext ctx, PodPath path) {
        if (path.verb().equals("portForward")) {
            return new PortForwardSession(ctx.channel(), kubelet::target).connection();
        }
        ContainerPlace place = kubelet.place(path);
        if (path.verb().equals("attach") && !path.isSet("input")) {
            return new AttachedLog(ctx.channel(), path, place.log()).connection();
        }
        List<String> command = path.verb().equals("attach") ? List.of("cat") : path.all("command");
        return new CommandSession(ctx.channel(), path, command, place, kubelet::resized).connection();
    }

    private static List<String> offeredProtocols(FullHttpRequest request) {
        return request.headers().getAll(PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
    }

    private static FullHttpResponse switchingProtocols(String protocol) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, SPDY)
                .set(PROTOCOL, protocol);
        return response;
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String reason) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(reason, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        ctx.writeAndFlush(response);
    }

    /** A client that vanishes or shows no certificate ends the connection. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("connection failed", cause);
        ctx.close();
    }
}
