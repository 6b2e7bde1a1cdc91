package io.clustergateway.identity.external;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.TimeLimit;
import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RequestFacts;
import io.clustergateway.rules.Rule;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that external rules ask, and what they said lately. One request at a time is under way for each caller,
 * member and rule; whoever asks meanwhile waits for its answer. Used on one context only.
 */
public final class Exchangers {
    private static final Logger log = LoggerFactory.getLogger(Exchangers.class);

    private final Vertx vertx;
    private final Ticker ticker;
    private final ExchangeMetrics metrics;
    private final Breakers breakers;
    private final KeptAnswers kept;
    private final SingleFlight<Flight, Answer> underWay = new SingleFlight<>();
    private final Map<ExternalExchanger, Desk> desks = new HashMap<>();

    /**
     * Connects to nothing yet.
     *
     * @param rules how the registry's metrics name them
     */
    public Exchangers(Vertx vertx, Ticker ticker, MeterRegistry registry, RuleLabels rules) {
        this.vertx = vertx;
        this.ticker = ticker;
        this.metrics = new ExchangeMetrics(registry, rules);
        this.breakers = new Breakers(ticker, metrics);
        this.kept = new KeptAnswers(ticker);
    }

    /**
     * Asks the rule's server, unless its last answer to the same caller at the same member still holds.
     *
     * @param rule an external one
     * @param memberUid tells two members of one name apart
     * @param ruleSetVersion answers given under one version are not used under another
     * @return failed with a 403 {@link Failure} that names the rule, whatever went wrong
     * @throws IllegalArgumentException when the rule has no exchanger
     */
    public Future<Exchanged> ask(Rule rule, Question question, String memberUid, String ruleSetVersion) {
        ExternalExchanger exchanger = rule.exchanger()
                .orElseThrow(
                        () -> new IllegalArgumentException("rule: %s (expected: external)".formatted(rule.type())));
        AnswerKey key = new AnswerKey(rule, ruleSetVersion, memberUid, question.cluster(), question.caller());
        Optional<Answer> known = kept.find(key);
        if (known.isPresent()) {
            return known.get().exchanged(rule, ticker.nanos());
        }
        long deadline = ticker.nanos() + exchanger.timeout().toNanos();
        Future<Answer> asked = Future.succeededFuture(new Asking(exchanger, key, question, deadline))
                .compose(this::shared);
        return TimeLimit.of(vertx, exchanger.timeout(), asked, Fault::timeout)
                .compose(answer -> answer.exchanged(rule, ticker.nanos()))
                .recover(error -> Future.failedFuture(failure(rule, error)));
    }

    /** Closes the connections to every other server, each when its last request has ended. To be called after each reload. */
    public void retain(Set<ExternalExchanger> inForce) {
        for (Iterator<Desk> each = desks.values().iterator(); each.hasNext(); ) {
            Desk desk = each.next();
            if (!inForce.contains(desk.exchanger())) {
                each.remove();
                desk.retire();
            }
        }
        breakers.retain(inForce);
    }

    /** Ends what is under way and closes everything. */
    public Future<Void> close() {
        List<Desk> all = new ArrayList<>(desks.values());
        desks.clear();
        breakers.retain(Set.of());
        return Future.join(all.stream().map(Desk::close).toList()).mapEmpty();
    }

    /** How many servers have connections now. */
    int size() {
        return desks.size();
    }

    /** An answer without a time to live was given for one request, and must not serve another that happened to wait. */
    private Future<Answer> shared(Asking asking) {
        RequestFacts request = asking.question().request();
        Optional<RequestFacts> own = Optional.of(request);
        Optional<RequestFacts> scope = desk(asking.exchanger()).answersLast() ? Optional.empty() : own;
        return one(asking, scope)
                .compose(answer -> answer.holdsFor(request) ? Future.succeededFuture(answer) : one(asking, own));
    }

    private Future<Answer> one(Asking asking, Optional<RequestFacts> request) {
        return underWay.join(
                new Flight(asking.key(), request),
                () -> desk(asking.exchanger())
                        .review(asking.key().rule(), asking.question(), asking.deadline())
                        .onSuccess(answer -> kept.keep(asking.key(), answer)));
    }

    private Desk desk(ExternalExchanger exchanger) {
        return desks.computeIfAbsent(exchanger, added -> new Desk(vertx, ticker, added, breakers.of(added), metrics));
    }

    private static Failure failure(Rule rule, Throwable error) {
        if (error instanceof Failure refusal) {
            return refusal;
        }
        if (!(error instanceof Fault)) {
            log.error("asking an exchanger broke rule={}", rule.name(), error);
        }
        return Fault.of(error).failure(rule);
    }

    private record Asking(ExternalExchanger exchanger, AnswerKey key, Question question, long deadline) {}

    /**
     * What is under way.
     *
     * @param request empty when the answer is expected to serve every request
     */
    private record Flight(AnswerKey key, Optional<RequestFacts> request) {}
}
