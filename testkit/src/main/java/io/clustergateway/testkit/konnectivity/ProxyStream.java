package io.clustergateway.testkit.konnectivity;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One stream: a dial, the bytes of its connection, its end. */
final class ProxyStream {
    private static final int HEAD = 5;

    private final KonnectivityStandIn server;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private Buffer received = Buffer.buffer();
    private @Nullable NetSocket far;
    private long connectId;
    private boolean ended;

    ProxyStream(KonnectivityStandIn server, HttpServerRequest request) {
        this.server = server;
        this.request = request;
        this.response = request.response();
    }

    void read() {
        response.putHeader("content-type", "application/grpc").setChunked(true);
        response.putTrailer("grpc-status", "0");
        request.exceptionHandler(broken -> closeFar());
        response.exceptionHandler(broken -> closeFar());
        request.handler(this::receive);
        request.endHandler(end -> {
            closeFar();
            end();
        });
    }

    private void receive(Buffer bytes) {
        received.appendBuffer(bytes);
        while (received.length() >= HEAD && received.length() >= HEAD + received.getInt(1)) {
            int end = HEAD + received.getInt(1);
            byte[] message = received.getBytes(HEAD, end);
            received = received.getBuffer(end, received.length());
            take(Messages.read(message));
        }
    }

    private void take(DynamicMessage packet) {
        switch (Messages.packetType(packet)) {
            case Messages.DIAL_REQ -> dial(Messages.payload(packet, "dialRequest"));
            case Messages.DATA -> data(Messages.payload(packet, "data"));
            case Messages.CLOSE_REQ -> closeFar();
            default -> closeFar();
        }
    }

    private void dial(DynamicMessage dial) {
        String address = (String) Messages.field(dial, "address");
        long random = (Long) Messages.field(dial, "random");
        Optional<Integer> port = server.port(address);
        if (server.isSilent(address)) {
            return;
        }
        if (port.isEmpty() || !"tcp".equals(Messages.field(dial, "protocol"))) {
            send(Messages.packet(Messages.DIAL_RSP, "dialResponse", "random", random, "error", "No agent available"));
            return;
        }
        request.pause();
        server.client()
                .connect(port.get(), "127.0.0.1")
                .onSuccess(socket -> dialled(socket, random))
                .onFailure(failed ->
                        send(Messages.packet(Messages.DIAL_RSP, "dialResponse", "random", random, "error", "refused")))
                .onComplete(done -> request.resume());
    }

    private void dialled(NetSocket socket, long random) {
        far = socket;
        connectId = server.opened();
        send(Messages.packet(Messages.DIAL_RSP, "dialResponse", "random", random, "connectID", connectId));
        socket.handler(bytes -> {
            send(Messages.packet(
                    Messages.DATA, "data", "connectID", connectId, "data", ByteString.copyFrom(bytes.getBytes())));
            if (response.writeQueueFull()) {
                socket.pause();
                response.drainHandler(drained -> socket.resume());
            }
        });
        socket.closeHandler(closed -> {
            server.closed();
            send(Messages.packet(Messages.CLOSE_RSP, "closeResponse", "connectID", connectId));
        });
    }

    private void data(DynamicMessage data) {
        NetSocket to = far;
        if (to == null || (Long) Messages.field(data, "connectID") != connectId) {
            send(Messages.packet(Messages.CLOSE_RSP, "closeResponse", "error", "mismatched connection IDs"));
            end();
            return;
        }
        to.write(Buffer.buffer(((ByteString) Messages.field(data, "data")).toByteArray()));
        if (to.writeQueueFull()) {
            request.pause();
            to.drainHandler(drained -> request.resume());
        }
    }

    private void closeFar() {
        NetSocket open = far;
        if (open != null) {
            open.close();
        }
    }

    private void send(byte[] message) {
        if (!ended && !response.closed()) {
            response.write(Buffer.buffer()
                    .appendByte((byte) 0)
                    .appendInt(message.length)
                    .appendBytes(message));
        }
    }

    private void end() {
        if (!ended && !response.closed()) {
            ended = true;
            response.end();
        }
    }
}
