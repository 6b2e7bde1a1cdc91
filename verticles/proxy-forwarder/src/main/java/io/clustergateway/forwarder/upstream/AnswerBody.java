package io.clustergateway.forwarder.upstream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;

/**
 * The member's body as http-proxy pipes it, with what http-proxy leaves out: the head goes out although no byte has come
 * (a silent watch), trailers follow the last byte, and a body that breaks off shows as broken off.
 */
final class AnswerBody implements ReadStream<Buffer> {
    private final HttpClientResponse answer;
    private final Exchange exchange;
    private final ClientStall stall;

    AnswerBody(HttpClientResponse answer, Exchange exchange, ClientStall stall) {
        this.stall = stall;
        this.answer = answer;
        this.exchange = exchange;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
        answer.exceptionHandler(
                handler == null
                        ? null
                        : broken -> {
                            exchange.cut();
                            handler.handle(broken);
                        });
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(Handler<Buffer> handler) {
        answer.handler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        answer.pause();
        stall.begin();
        return this;
    }

    /** A chunk that is here already takes the head with it; only a silent stream needs one of its own. */
    @Override
    public ReadStream<Buffer> resume() {
        stall.end();
        answer.resume();
        HttpServerResponse response = exchange.response();
        if (!response.headWritten() && !response.ended() && !response.closed()) {
            response.writeHead();
        }
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        answer.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(Handler<Void> handler) {
        answer.endHandler(
                handler == null
                        ? null
                        : end -> {
                            copyTrailers();
                            exchange.ending(exchange.response().getStatusCode())
                                    .onComplete(told -> handler.handle(end));
                        });
        return this;
    }

    private void copyTrailers() {
        HttpServerResponse response = exchange.response();
        if (answer.trailers().isEmpty() || !response.isChunked() || response.ended()) {
            return;
        }
        Trailers.copy(answer.trailers(), HopByHop.namesToStrip(answer.headers()), response.trailers());
    }
}
