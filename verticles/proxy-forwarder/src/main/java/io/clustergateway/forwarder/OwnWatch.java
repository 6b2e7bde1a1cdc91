package io.clustergateway.forwarder;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Inflow;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.streams.WriteStream;
import java.util.Optional;

/**
 * One watch on its way to a client. What the client has not taken yet is bounded by the credit, which is granted anew
 * only as the client's connection drains.
 */
final class OwnWatch implements Inflow.Reader<Buffer> {
    private static final int WINDOW = 8;

    private final Handler<OwnWatch> onEnd;
    private Optional<Client> client = Optional.empty();
    private Optional<Inflow> inflow = Optional.empty();
    private int owed;
    private boolean over;

    OwnWatch(Handler<OwnWatch> onEnd) {
        this.onEnd = onEnd;
    }

    /** Begins the answer; fails when the client has left, or is to get no more, before that. */
    Future<Void> serve(Inflow opened, HttpServerRequest request, boolean upgrade) {
        inflow = Optional.of(opened);
        if (over || request.response().closed()) {
            left();
            return Future.failedFuture(Failure.unavailable("the watch was ended before it began", Hop.GATEWAY)
                    .retryAfter(1));
        }
        if (!upgrade) {
            begin(http(request.response()));
            return Future.succeededFuture();
        }
        return request.toWebSocket()
                .map(this::webSocket)
                .onFailure(broken -> left())
                .map(this::begin);
    }

    /** Whether its answer has begun. */
    boolean hasBegun() {
        return client.isPresent();
    }

    @Override
    public void frame(Buffer events) {
        Client to = client.orElseThrow();
        to.writer().handle(events);
        owed++;
        if (!to.stream().writeQueueFull()) {
            grant();
        }
    }

    @Override
    public void ended() {
        end();
    }

    /** Ends whole, as if its time were up. */
    void end() {
        if (!over) {
            left();
            client.ifPresent(to -> to.stream().end());
        }
    }

    /** The client is no more, or is to get no more. */
    void left() {
        if (!over) {
            over = true;
            onEnd.handle(this);
        }
        inflow.ifPresent(Inflow::close);
    }

    private Void begin(Client to) {
        client = Optional.of(to);
        if (over) {
            to.stream().end();
            return null;
        }
        to.stream().drainHandler(drained -> grant());
        owed = WINDOW;
        grant();
        return null;
    }

    /** Not for each frame: half a window at a time keeps the other half flowing. */
    private void grant() {
        if (owed >= WINDOW / 2 && !over) {
            int more = owed;
            owed = 0;
            inflow.orElseThrow().grant(more);
        }
    }

    private Client http(HttpServerResponse response) {
        response.setChunked(true)
                .setStatusCode(200)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private")
                .putHeader("x-content-type-options", "nosniff")
                .exceptionHandler(broken -> left());
        response.writeHead();
        return new Client(response, response::write);
    }

    /** A message for each event, as kube-apiserver has it. */
    private Client webSocket(ServerWebSocket socket) {
        socket.closeHandler(closed -> left());
        socket.exceptionHandler(broken -> left());
        return new Client(socket, events -> events.toString().lines().forEach(socket::writeTextMessage));
    }

    private record Client(WriteStream<Buffer> stream, Handler<Buffer> writer) {}
}
