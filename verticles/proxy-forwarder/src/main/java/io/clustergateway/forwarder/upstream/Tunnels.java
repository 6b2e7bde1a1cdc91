package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.upstream.ResponseHead.Malformed;
import io.clustergateway.forwarder.wire.KeepAlive;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.members.MemberConnection;
import io.clustergateway.members.MemberConnections;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Upgrades: a connection of their own to the member, and after a proper 101 nothing but bytes both ways. */
final class Tunnels {
    private final Vertx vertx;
    private final MemberConnections connections;
    private final Admission admission;
    private final HeaderPolicy policy;
    private final Duration headTimeout;

    Tunnels(
            Vertx vertx,
            MemberConnections connections,
            Admission admission,
            HeaderPolicy policy,
            Duration headTimeout) {
        this.vertx = vertx;
        this.connections = connections;
        this.admission = admission;
        this.policy = policy;
        this.headTimeout = headTimeout;
    }

    void open(Exchange exchange) {
        try {
            UpgradeRequest.check(exchange.in());
        } catch (Failure refusal) {
            exchange.answerRefusal(refusal);
            return;
        }
        NearSocket near = NearSocket.behind(exchange.in());
        admission
                .admit(exchange.in())
                .compose(admitted -> connect(exchange, admitted))
                .compose(far -> ask(exchange, far, near))
                .onFailure(thrown -> refuse(exchange, thrown));
    }

    private Future<NetSocket> connect(Exchange exchange, Admitted admitted) {
        exchange.admit(admitted);
        if (exchange.isOver()) {
            return Future.failedFuture(Outcome.clientLeft());
        }
        String member = admitted.cluster().name();
        Optional<MemberConnection> connection = connections.of(admitted.cluster());
        if (connection.isEmpty()) {
            return Future.failedFuture(exchange.absence());
        }
        HttpServerRequest in = exchange.in();
        MultiMap headers =
                policy.outgoing(in.headers(), admitted, connection.get().authorization());
        exchange.asking(headers);
        exchange.hold(connection.get());
        return Waiting.of(
                        exchange,
                        connection.get().connect(),
                        late -> late.socket().close())
                .recover(cause -> Future.failedFuture(MemberFailures.connecting(cause, member, in.method())))
                .compose(far ->
                        send(exchange, far.socket(), () -> UpgradeRequest.head(in, admitted, far.endpoint(), headers)));
    }

    private static Future<NetSocket> send(Exchange exchange, NetSocket far, Supplier<Buffer> head) {
        far.pause();
        exchange.connected();
        exchange.sending(far::close);
        if (exchange.isOver()) {
            return Future.failedFuture(Outcome.clientLeft());
        }
        KeepAlive.of(far);
        try {
            far.write(head.get());
        } catch (Failure refusal) {
            far.close();
            return Future.failedFuture(refusal);
        }
        return Future.succeededFuture(far);
    }

    private Future<Void> ask(Exchange exchange, NetSocket far, NearSocket near) {
        String member = exchange.admission().orElseThrow().cluster().name();
        return new HeadReader(vertx, far, member, exchange.in().method())
                .read(headTimeout)
                .compose(answer -> answered(exchange, far, near, answer, member))
                .onFailure(failed -> far.close());
    }

    private Future<Void> answered(
            Exchange exchange, NetSocket far, NearSocket near, HeadReader.Answer answer, String member) {
        ResponseHead head = answer.head();
        exchange.answered();
        if (exchange.isOver()) {
            return Future.failedFuture(Outcome.clientLeft());
        }
        if (head.code() == 101) {
            return UpgradeAnswer.isProper(head, exchange.in())
                    ? near.open()
                            .onSuccess(opened -> join(exchange, far, opened, answer))
                            .mapEmpty()
                    : Future.failedFuture(MemberFailures.notUnderstood(member, "101 for another protocol than asked"));
        }
        if (head.code() >= 300 && head.code() < 400) {
            return Future.failedFuture(MemberFailures.redirected(member, "an upgrade is never redirected"));
        }
        try {
            new Refusal(exchange, far, head, Framing.of(head)).relay(answer.rest());
            return Future.succeededFuture();
        } catch (Malformed e) {
            return Future.failedFuture(MemberFailures.notUnderstood(member, e.getMessage()));
        }
    }

    private void join(Exchange exchange, NetSocket far, NearSocket.Opened near, HeadReader.Answer answer) {
        exchange.tunnelled();
        String auditId = exchange.admission().orElseThrow().auditId();
        near.socket().write(UpgradeAnswer.render(answer.head(), auditId).appendBuffer(answer.rest()));
        if (near.early().length() > 0) {
            far.write(near.early());
        }
        new Tunnel(vertx, exchange, near.socket(), far).start();
    }

    private static void refuse(Exchange exchange, Throwable thrown) {
        if (exchange.isOver()) {
            return;
        }
        exchange.response().putHeader("connection", "close");
        exchange.answerRefusal(thrown instanceof Failure failure ? failure : Failure.internal(Hop.GATEWAY))
                .eventually(() -> exchange.in().connection().close());
    }
}
