package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.upstream.ResponseHead.Malformed;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;

/** A member's refusal of an upgrade, relayed whole; afterwards both connections are closed and never used again. */
final class Refusal {
    private final Exchange exchange;
    private final NetSocket far;
    private final ResponseHead head;
    private final Framing framing;

    Refusal(Exchange exchange, NetSocket far, ResponseHead head, Framing framing) {
        this.exchange = exchange;
        this.far = far;
        this.head = head;
        this.framing = framing;
    }

    void relay(Buffer rest) {
        HttpServerResponse response = exchange.response();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(head.headers());
        HopByHop.strip(headers);
        Origins.close(headers);
        response.setStatusCode(head.code());
        response.headers().addAll(headers);
        response.headers().set("audit-id", exchange.admission().orElseThrow().auditId());
        response.headers().set("connection", "close");
        response.setChunked(!headers.contains("content-length") && !framing.isDone());
        far.handler(this::pass);
        far.endHandler(end -> ended());
        far.closeHandler(end -> ended());
        pass(rest);
        far.resume();
    }

    private void pass(Buffer received) {
        HttpServerResponse response = exchange.response();
        if (response.ended() || response.closed()) {
            return;
        }
        try {
            Buffer body = framing.take(received);
            if (body.length() > 0) {
                response.write(body);
            }
        } catch (Malformed e) {
            far.close();
            exchange.cut();
            return;
        }
        if (framing.isDone()) {
            finish();
        } else if (response.writeQueueFull()) {
            far.pause();
            response.drainHandler(room -> far.resume());
        }
    }

    private void ended() {
        HttpServerResponse response = exchange.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (framing.mayEndNow()) {
            finish();
        } else {
            exchange.cut();
        }
    }

    private void finish() {
        far.endHandler(null).closeHandler(null);
        far.close();
        exchange.ending(head.code())
                .compose(told -> exchange.response().end())
                .onComplete(written -> exchange.in().connection().close());
    }
}
