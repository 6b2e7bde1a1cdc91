package io.clustergateway.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.junit5.VertxExtension;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bytes that nobody reads any more, because the connection that they came on was paused and closed then, are given back. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
final class UnreadBytesTest {
    private static final Buffer MEGABYTE = Buffer.buffer(new byte[1 << 20]);
    private static final String HEAD = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2000000\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n";

    private final Queue<ReferenceCounted> seen = new ConcurrentLinkedQueue<>();
    private volatile ChannelHandlerContext paused;
    private Vertx vertx;
    /** Held: Vert.x closes a client that nobody has any more. */
    private HttpClient client;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
    }

    @Test
    void anUploadWhoseClientLeft() {
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .connectionHandler(connection -> watched(((HttpServerConnection) connection).channelHandlerContext()))
                .requestHandler(request -> request.pause())
                .listen()
                .await();
        NetSocket client = vertx.createNetClient()
                .connect(server.actualPort(), "127.0.0.1")
                .await();
        client.write(HEAD);
        client.write(MEGABYTE);
        closesAfterSome();
    }

    @Test
    void anAnswerWhoseMemberLeft() {
        client = vertx.httpClientBuilder()
                .withConnectHandler(
                        connection -> watched(((HttpClientConnectionInternal) connection).channelHandlerContext()))
                .build();
        int port = server(socket -> socket.handler(asked -> {
            socket.handler(null);
            socket.write(ANSWER);
            socket.write(MEGABYTE);
        }));
        client.request(HttpMethod.GET, port, "127.0.0.1", "/")
                .compose(request -> request.send())
                .onSuccess(HttpClientResponse::pause)
                .await();
        closesAfterSome();
    }

    @Test
    void aTunnelWhoseEndLeft() {
        int port = server(socket -> {
            socket.pause();
            watched(((NetSocketInternal) socket).channelHandlerContext());
        });
        NetSocket client = vertx.createNetClient().connect(port, "127.0.0.1").await();
        client.write(MEGABYTE);
        closesAfterSome();
    }

    private int server(Handler<NetSocket> sockets) {
        NetServer server = vertx.createNetServer(
                        new NetServerOptions().setHost("127.0.0.1").setPort(0))
                .connectHandler(sockets)
                .listen()
                .await();
        return server.actualPort();
    }

    private void watched(ChannelHandlerContext own) {
        own.pipeline().addBefore(own.name(), null, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof ReferenceCounted counted && ReferenceCountUtil.refCnt(message) > 0) {
                    seen.add(counted);
                }
                context.fireChannelRead(message);
            }
        });
        UnreadBytes.copyBefore(own);
        paused = own;
    }

    private void closesAfterSome() {
        await().until(() -> seen.size() > 8);
        paused.close();
        await().until(() -> !paused.channel().isActive());
        await().untilAsserted(() -> assertThat(seen).allMatch(message -> message.refCnt() == 0));
    }
}
