package io.clustergateway.forwarder.upstream;

import io.clustergateway.forwarder.wire.Abort;
import io.clustergateway.forwarder.wire.Responses;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.members.MemberConnection;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Function;

/** One request on its way: what it holds of the member, and its end, which comes exactly once. */
final class Exchange {
    /** CANCEL, RFC 9113 section 7: not an error of the member's. */
    private static final long CANCEL = 0x8;

    /** INTERNAL_ERROR: says that a body is cut, which the NO_ERROR of http-proxy would hide. */
    private static final long CUT = 0x2;

    private final HttpServerRequest in;
    private final Function<Cluster, Failure> absences;
    private final Progress progress;
    private final Handler<Exchange> onEnd;
    private final Stopwatch stopwatch = new Stopwatch();
    private final Tries tries = new Tries();
    private Optional<Admitted> admitted = Optional.empty();
    private Optional<MemberConnection.Lease> lease = Optional.empty();
    private Optional<Runnable> cancel = Optional.empty();
    private Runnable cleanUp = () -> {};
    private Optional<Failure> failure = Optional.empty();
    private SetAside setAside = SetAside.NOTHING;
    private boolean ended;
    private boolean left;
    private boolean tunnelled;
    private boolean lostAlone;

    /** @param absences why a member's connections are gone */
    Exchange(HttpServerRequest in, Function<Cluster, Failure> absences, Progress progress, Handler<Exchange> onEnd) {
        this.in = in;
        this.progress = progress;
        this.absences = absences;
        this.onEnd = onEnd;
        in.response().endHandler(over -> written());
        in.response().closeHandler(closed -> clientLeft());
        in.exceptionHandler(broken -> clientLeft());
    }

    HttpServerRequest in() {
        return in;
    }

    HttpServerResponse response() {
        return in.response();
    }

    boolean isOver() {
        return ended || in.response().closed();
    }

    Tries tries() {
        return tries;
    }

    Optional<Admitted> admission() {
        return admitted;
    }

    void admit(Admitted decision) {
        admitted = Optional.of(decision);
    }

    /** Why the member it was admitted to has no connections. */
    Failure absence() {
        return absences.apply(admitted.orElseThrow().cluster());
    }

    /** The member is asked from now on. */
    void hold(MemberConnection connection) {
        stopwatch.asked();
        lease.ifPresent(MemberConnection.Lease::release);
        lease = Optional.of(connection.lease(this::memberGone));
    }

    /** The member is asked with these headers next. */
    void asking(MultiMap headers) {
        progress.asking(in, headers);
    }

    /** What the client's leaving must take with it. */
    void sending(Runnable cancellation) {
        cancel = Optional.of(cancellation);
        if (isOver()) {
            cancellation.run();
        }
    }

    /** There is a connection. */
    void connected() {
        stopwatch.connected();
    }

    void sending(MemberConnection.Asked asked) {
        stopwatch.sent();
        tries.sent(asked);
        sending(() -> asked.request().reset(CANCEL));
    }

    /** Its connection has ended before an answer came. */
    void lost(boolean alone) {
        lostAlone = alone;
    }

    /** The head of the member's answer is here. */
    void answered() {
        stopwatch.answered(in.bytesRead() > 0);
        tries.answered();
    }

    /** The head of the client's answer goes out. */
    void beginning() {
        progress.beginning(in);
    }

    /** From here on the connection is no longer HTTP, and only {@link #finish} ends the exchange. */
    void tunnelled() {
        tunnelled = true;
        in.response().setStatusCode(101);
        progress.tunnelled(in);
    }

    /** Runs at the end, and has to be given once only. */
    void whenOver(Runnable last) {
        cleanUp = last;
    }

    void finish() {
        end();
    }

    void setAside(SetAside taken) {
        setAside = taken;
    }

    SetAside setAside() {
        return setAside;
    }

    /** Keeps the refusal; the first one counts. */
    void refuse(Failure refusal) {
        if (failure.isEmpty()) {
            failure = Optional.of(refusal);
        }
    }

    Optional<Failure> refusal() {
        return failure;
    }

    Future<Void> answerRefusal(Failure refusal) {
        refuse(refusal);
        admitted.ifPresent(a -> in.response().putHeader("audit-id", a.auditId()));
        return fail(failure.orElse(refusal));
    }

    /** The answer's head is out already, so the client must see that the rest is missing. */
    void cut() {
        refuse(Failure.of(502, "BadGateway", "the member's answer broke off", Hop.MEMBER)
                .because("MemberConnectionLost", "its answer broke off"));
        in.response().reset(CUT);
    }

    /** The client neither takes its answer nor sends its upload, and holds a place that others wait for. */
    void stalled(Failure reason) {
        if (!isOver()) {
            boolean isCut = in.response().headWritten();
            abandon(reason);
            if (isCut) {
                Abort.connectionOf(in);
            }
        }
    }

    /** Ends it from our side, cleanly if nothing was answered yet. */
    void abandon(Failure reason) {
        refuse(reason);
        cancel.ifPresent(Runnable::run);
        if (tunnelled) {
            end();
        } else if (in.response().headWritten()) {
            in.response().reset(CUT);
        } else {
            fail(reason);
        }
    }

    /** The last byte of an answer with this code may go out. */
    Future<Void> ending(int code) {
        return progress.ending(outcome(code));
    }

    Outcome outcome() {
        return outcome(
                left && !tunnelled && !in.response().headWritten()
                        ? Outcome.CLIENT_LEFT
                        : in.response().getStatusCode());
    }

    private Outcome outcome(int code) {
        return new Outcome(
                in,
                admitted.map(Admitted::cluster),
                code,
                failure,
                stopwatch.times(),
                stopwatch.startedAt(),
                stopwatch.latency(),
                lostAlone);
    }

    private Future<Void> fail(Failure refusal) {
        return ending(refusal.code()).compose(told -> Responses.fail(in, refusal));
    }

    private void memberGone() {
        abandon(absence());
    }

    /** On HTTP/1.1 Vert.x says so of a client that left as well. */
    private void written() {
        if (in.response().ended()) {
            end();
        } else {
            clientLeft();
        }
    }

    private void clientLeft() {
        if (ended) {
            return;
        }
        left = !in.response().ended();
        if (left) {
            cancel.ifPresent(Runnable::run);
        }
        end();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        cleanUp.run();
        lease.ifPresent(MemberConnection.Lease::release);
        onEnd.handle(this);
    }
}
