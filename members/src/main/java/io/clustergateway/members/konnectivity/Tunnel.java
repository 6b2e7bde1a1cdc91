package io.clustergateway.members.konnectivity;

import io.clustergateway.members.dial.ProxyFailed;
import io.clustergateway.members.dial.TunnelChannel;
import io.clustergateway.members.dial.TunnelStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One stream {@code ProxyService/Proxy} and the one connection in it. */
final class Tunnel implements TunnelStream {
    /** As Go's io.Copy; gRPC servers take 4 MiB at most. */
    private static final int MOST_BYTES = 32 << 10;
    /** As konnectivity's own client waits for CLOSE_RSP. */
    private static final long CLOSE_MILLIS = 10_000;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final TunnelChannel pipe;
    private final GrpcFrames frames = new GrpcFrames();
    private final long random = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    private @Nullable HttpClientResponse response;
    private long connectId;
    private boolean isOpen;
    private boolean isOver;
    private boolean isClosing;
    private boolean isEnded;

    Tunnel(Vertx vertx, HttpClientRequest request, TunnelChannel pipe) {
        this.vertx = vertx;
        this.request = request;
        this.pipe = pipe;
    }

    void dial(String address) {
        request.setChunked(true);
        request.exceptionHandler(lost -> over("the cluster proxy server closed the connection"));
        request.response()
                .onSuccess(this::answered)
                .onFailure(lost -> over("the cluster proxy server does not answer"));
        send(Packet.dial(random, address));
        pipe.closeFuture().addListener(closed -> cancelDial());
    }

    private void answered(HttpClientResponse answer) {
        response = answer;
        String status = answer.getHeader("grpc-status");
        if (answer.statusCode() != 200 || status != null && !status.equals("0")) {
            over("the cluster proxy server refused the stream");
            return;
        }
        answer.handler(this::receive);
        answer.exceptionHandler(lost -> over("the cluster proxy server closed the connection"));
        answer.endHandler(end -> over("the cluster proxy server ended the stream"));
    }

    private void receive(Buffer bytes) {
        try {
            frames.read(bytes, message -> take(Packet.decode(message)));
        } catch (IOException e) {
            over("the cluster proxy server sent what is no packet");
            request.reset();
        }
    }

    private void take(Packet packet) {
        switch (packet.type()) {
            case DIAL_RSP -> dialled(packet);
            case DATA -> {
                if (isOpen && packet.connectId() == connectId) {
                    pipe.received(Unpooled.wrappedBuffer(packet.data()));
                }
            }
            case CLOSE_RSP -> {
                over("the member's agent closed the connection");
                end();
            }
            case DIAL_CLS -> over("the member's agent gave up");
            default -> {
                // A client is sent no other types; newer servers' own are none of its business.
            }
        }
    }

    private void dialled(Packet packet) {
        if (packet.random() != random || isOpen || isOver) {
            return;
        }
        if (!packet.error().isEmpty()) {
            over("the cluster proxy has no agent for it, or the agent cannot reach its API server");
            end();
            return;
        }
        connectId = packet.connectId();
        isOpen = true;
        pipe.opened(this);
    }

    private void over(String reason) {
        if (isOver) {
            return;
        }
        isOver = true;
        if (isOpen) {
            pipe.ended();
        } else {
            pipe.failed(new ProxyFailed(reason));
        }
    }

    private void cancelDial() {
        if (!isOpen && !isOver) {
            isOver = true;
            send(Packet.cancelDial(random));
            end();
        }
    }

    private void send(Packet packet) {
        if (!isEnded) {
            request.write(GrpcFrames.frame(packet.encode()));
        }
    }

    private void end() {
        if (!isEnded) {
            isEnded = true;
            request.end();
        }
    }

    @Override
    public void write(ByteBuf bytes) {
        try {
            while (!isOver && bytes.isReadable()) {
                int length = Math.min(bytes.readableBytes(), MOST_BYTES);
                ByteBuffer data = bytes.nioBuffer(bytes.readerIndex(), length);
                bytes.skipBytes(length);
                send(Packet.data(connectId, data));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public boolean isFull() {
        return !isOver && request.writeQueueFull();
    }

    @Override
    public void onWritable(Runnable writable) {
        request.drainHandler(drained -> {
            request.drainHandler(null);
            writable.run();
        });
    }

    @Override
    public void pause() {
        HttpClientResponse from = response;
        if (from != null) {
            from.pause();
        }
    }

    @Override
    public void resume() {
        HttpClientResponse from = response;
        if (from != null) {
            from.resume();
        }
    }

    @Override
    public void close() {
        if (isClosing || isOver) {
            return;
        }
        isClosing = true;
        send(Packet.close(connectId));
        resume();
        long timer = vertx.setTimer(CLOSE_MILLIS, late -> request.reset());
        request.response().compose(HttpClientResponse::end).onComplete(ended -> vertx.cancelTimer(timer));
    }
}
