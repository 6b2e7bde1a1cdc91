package io.clustergateway.identity.external;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.Rule;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;

/** Where questions to one server are handed in, and everything known of it. Used on one context only. */
final class Desk {
    private final Vertx vertx;
    private final Ticker ticker;
    private final ExternalExchanger exchanger;
    private final Breaker breaker;
    private final ExchangeMetrics metrics;
    private final Target target;
    private final Trouble trouble;
    private final Connector connector;
    private boolean answersLast = true;
    private boolean retired;
    private boolean closed;
    private int underWay;

    Desk(Vertx vertx, Ticker ticker, ExternalExchanger exchanger, Breaker breaker, ExchangeMetrics metrics) {
        this.vertx = vertx;
        this.ticker = ticker;
        this.exchanger = exchanger;
        this.breaker = breaker;
        this.metrics = metrics;
        this.target = Target.of(exchanger.url());
        this.trouble = new Trouble(exchanger, ticker);
        this.connector = new Connector(vertx, ticker, exchanger, target, trouble);
    }

    ExternalExchanger exchanger() {
        return exchanger;
    }

    /** Whether the last answer had a time to live, so that it is worth the wait for somebody else's. */
    boolean answersLast() {
        return answersLast;
    }

    /**
     * Asks.
     *
     * @param deadline reading of the ticker
     * @return failed with a {@link Fault} when there is no answer that can be used
     */
    Future<Answer> review(Rule rule, Question question, long deadline) {
        return breaker.permit()
                .map(permit -> ask(permit, rule, question, deadline))
                .orElseGet(() -> {
                    metrics.ended(rule, Fault.open().code());
                    return Future.failedFuture(Fault.open());
                });
    }

    /** Closes when what is under way has ended. */
    void retire() {
        retired = true;
        closeWhenDone();
    }

    Future<Void> close() {
        closed = true;
        return connector.close();
    }

    private Future<Answer> ask(Breaker.Permit permit, Rule rule, Question question, long deadline) {
        long askedAt = ticker.nanos();
        underWay++;
        return send(rule, question, Duration.ofNanos(deadline - askedAt))
                .map(reply -> answer(reply, question, askedAt))
                .onComplete(done -> ended(rule, permit, askedAt, done));
    }

    private Future<ReviewAnswer> send(Rule rule, Question question, Duration left) {
        String uid = UUID.randomUUID().toString();
        return Future.succeededFuture(uid)
                .map(id -> ReviewRequest.write(id, rule, question))
                .compose(body -> new Post(vertx, connector, target, body).send(left))
                .map(body -> ReviewAnswer.read(body, uid));
    }

    private Answer answer(ReviewAnswer reply, Question question, long askedAt) {
        long ttl = reply.ttlNanos(exchanger.maxTtl());
        return new Answer(reply.verdict(), question.request(), askedAt + ttl, ttl > 0);
    }

    private void ended(Rule rule, Breaker.Permit permit, long askedAt, AsyncResult<Answer> done) {
        underWay--;
        metrics.took(rule, ticker.nanos() - askedAt);
        if (done.succeeded()) {
            permit.answered();
            answered(rule, done.result());
        } else {
            failed(rule, permit, done.cause());
        }
        closeWhenDone();
    }

    private void answered(Rule rule, Answer answer) {
        answersLast = answer.lasts();
        metrics.ended(rule, answer.verdict() instanceof Verdict.Allowed ? "allowed" : "refused");
        trouble.over(rule);
    }

    private void failed(Rule rule, Breaker.Permit permit, Throwable error) {
        Fault fault = Fault.of(error);
        metrics.ended(rule, fault.code());
        if (!closed) {
            trouble.report(rule, fault);
        }
        if (fault.isAnswer()) {
            permit.answered();
        } else if (!fault.speaksAgainstServer()) {
            permit.unused();
        } else if (permit.failed()) {
            trouble.leftAlone();
        }
    }

    private void closeWhenDone() {
        if (retired && underWay == 0) {
            connector.close();
        }
    }
}
