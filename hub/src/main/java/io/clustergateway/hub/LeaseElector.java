package io.clustergateway.hub;

import static java.util.Objects.requireNonNull;

import io.clustergateway.kernel.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for leadership by a Lease, as client-go's leaderelection does: clocks are never compared between candidates; a
 * Lease that this candidate has not seen change for its duration is free, and a leader that could not renew for the
 * renew deadline is none any more. A leader that is dismissed stands again. Used on the context it was started on.
 */
public final class LeaseElector {
    private static final Logger log = LoggerFactory.getLogger(LeaseElector.class);
    private static final Duration BARRED_PAUSE = Duration.ofSeconds(30);
    private static final double JITTER = 1.2;

    private final Vertx vertx;
    private final HubApi hub;
    private final Ticker ticker;
    private final LeaseTerms terms;
    private final Candidate candidate;
    private LeaseRecord observed = LeaseRecord.NONE;
    private long observedAt;
    private long renewedAt;
    private boolean leading;
    private boolean inStep;
    private boolean barred;
    private boolean told;
    private boolean stopped;
    private long attempt = -1;
    private long deadline = -1;
    private Future<Void> underWay = Future.succeededFuture();

    /** Stands for nothing yet. */
    public LeaseElector(Vertx vertx, HubApi hub, Ticker ticker, LeaseTerms terms, Candidate candidate) {
        this.vertx = vertx;
        this.hub = hub;
        this.ticker = ticker;
        this.terms = requireNonNull(terms, "terms");
        this.candidate = requireNonNull(candidate, "candidate");
    }

    /** Begins to stand, and goes on until {@link #stop}. */
    public void start() {
        tryNow();
    }

    /**
     * Whether it leads at this moment; to be asked before each act of a leader, because a process that was held up may
     * have missed its own dismissal.
     */
    public boolean isLeader() {
        return leading && ticker.nanos() - renewedAt < terms.renewDeadline().toNanos();
    }

    /** Gives leadership up and the Lease back; completes when the hub knows, or could not be told. */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(attempt);
        dismiss();
        return underWay.transform(
                done -> observed.holder().equals(terms.identity()) ? release() : Future.succeededFuture());
    }

    private Future<Void> release() {
        return hub.put(path(), observed.released(Instant.now()).json(terms), requestLimit())
                .<Void>mapEmpty()
                .recover(error -> {
                    log.info("lease was not given back lease={} error={}", terms.name(), error.getMessage());
                    return Future.succeededFuture();
                });
    }

    private void tryNow() {
        long startedAt = ticker.nanos();
        underWay = acquireOrRenew()
                .onSuccess(held -> settle(held, startedAt))
                .onFailure(this::failed)
                .onComplete(done -> again())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private void again() {
        if (stopped) {
            return;
        }
        Duration pause = barred && terms.retryPeriod().compareTo(BARRED_PAUSE) < 0 ? BARRED_PAUSE : terms.retryPeriod();
        double stretched = leading ? 1 : 1 + ThreadLocalRandom.current().nextDouble() * JITTER;
        attempt = vertx.setTimer(Math.max(1, (long) (pause.toMillis() * stretched)), id -> tryNow());
    }

    /** The Lease if it is ours now; empty when another holds it. */
    private Future<Optional<LeaseRecord>> acquireOrRenew() {
        if (leading && inStep) {
            return write(observed);
        }
        return hub.get(path(), requestLimit())
                .map(LeaseRecord::read)
                .recover(error ->
                        isCode(error, 404) ? Future.succeededFuture(LeaseRecord.NONE) : Future.failedFuture(error))
                .compose(this::acquire);
    }

    /** Who sees another hold it has nothing to write; everybody else is admitted by the write alone. */
    private Future<Optional<LeaseRecord>> acquire(LeaseRecord lease) {
        observe(lease);
        boolean valid = ticker.nanos() - observedAt
                < Duration.ofSeconds(lease.leaseDurationSeconds()).toNanos();
        if (!lease.holder().isEmpty() && !lease.holder().equals(terms.identity()) && valid) {
            admit();
            dismiss();
            return Future.succeededFuture(Optional.empty());
        }
        return write(lease);
    }

    private Future<Optional<LeaseRecord>> write(LeaseRecord lease) {
        JsonObject mine = lease.heldBy(terms.identity(), terms.leaseDuration(), Instant.now())
                .json(terms);
        Future<JsonObject> written =
                lease.isNew() ? hub.post(collection(), mine, requestLimit()) : hub.put(path(), mine, requestLimit());
        return written.map(LeaseRecord::read).map(Optional::of);
    }

    /** A lease counts from the moment its renewal was asked for: the hub may have seen it as early as that. */
    private void settle(Optional<LeaseRecord> held, long startedAt) {
        if (held.isEmpty()) {
            return;
        }
        observe(held.get());
        inStep = true;
        long left = terms.renewDeadline().toNanos() - (ticker.nanos() - startedAt);
        if (stopped || left <= 0) {
            return;
        }
        renewedAt = startedAt;
        vertx.cancelTimer(deadline);
        deadline = vertx.setTimer(Math.max(1, left / 1_000_000), id -> dismiss());
        admit();
        if (!leading) {
            leading = true;
            log.info("elected lease={} identity={}", terms.name(), terms.identity());
            candidate.elected();
        }
    }

    /** A write that failed may have been done all the same, so the next attempt looks first. */
    private void failed(Throwable error) {
        inStep = false;
        if (isCode(error, 403)) {
            bar();
        } else {
            log.debug("lease attempt failed lease={} error={}", terms.name(), error.getMessage());
        }
    }

    private void bar() {
        if (!barred && !stopped) {
            barred = true;
            told = true;
            candidate.barred(new MissingRule(
                    "coordination.k8s.io",
                    "leases",
                    List.of("get", "create", "update"),
                    Optional.of(terms.namespace())));
        }
    }

    private void admit() {
        if ((barred || !told) && !stopped) {
            barred = false;
            told = true;
            candidate.admitted();
        }
    }

    private void dismiss() {
        vertx.cancelTimer(deadline);
        if (leading) {
            leading = false;
            log.info("leads no more lease={} identity={}", terms.name(), terms.identity());
            candidate.dismissed();
        }
    }

    private void observe(LeaseRecord lease) {
        if (!lease.equals(observed)) {
            observed = lease;
            observedAt = ticker.nanos();
        }
    }

    private static boolean isCode(Throwable error, int code) {
        return error instanceof HubFault fault && fault.code() == code;
    }

    /** Two attempts fit into the deadline, so that one lost request does not cost the leadership. */
    private Duration requestLimit() {
        return terms.renewDeadline().dividedBy(2);
    }

    private String collection() {
        return "/apis/coordination.k8s.io/v1/namespaces/%s/leases".formatted(terms.namespace());
    }

    private String path() {
        return collection() + "/" + terms.name();
    }
}
