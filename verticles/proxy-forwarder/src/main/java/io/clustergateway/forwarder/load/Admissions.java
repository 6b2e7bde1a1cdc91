package io.clustergateway.forwarder.load;

import io.clustergateway.forwarder.load.Ticket.Ending;
import io.clustergateway.forwarder.upstream.Outcome;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Load and circuits as one event loop sees them: a place comes as a future on its context, waiting has an end, and how a
 * request went is told to both. Used on its context only.
 */
public final class Admissions {
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR = 500;

    private static final String LOST = "MemberConnectionLost";
    private static final String LATE = "MemberTimeout";

    /** Causes that say that the member did not do its part; a full pool, a redirect or our own guard do not. */
    private static final Set<String> FAULTS = Set.of(
            "MemberUnreachable", LOST, LATE, "MemberTlsFailed", "MemberCertificateNotTrusted", "MemberNotUnderstood");

    private final Vertx vertx;
    private final Context context;
    private final Thread thread = Thread.currentThread();
    private final Load load;
    private final Breaker breaker;

    /** To be made on the context it is used on. */
    public Admissions(Vertx vertx, Load load, Breaker breaker) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.load = load;
        this.breaker = breaker;
    }

    /**
     * A place at a member, or the way to one.
     *
     * @param isTrial whether it finds out if the member is back
     * @param granted fails with a 429 or 503; completes on the context, and never once the request has ended
     */
    public record Entrance(Cluster cluster, Ticket ticket, boolean isTrial, Future<Void> granted) {}

    /** Asks for a place; {@link #ended} must be told in any case. Throws 503 when the member's circuit is open. */
    public Entrance enter(Cluster cluster, Caller caller, boolean isStream) {
        boolean isTrial = breaker.pass(cluster, !isStream) == Breaker.Pass.TRIAL;
        Promise<Void> granted = Promise.promise();
        Ticket ticket = load.enter(
                cluster.name(),
                user(caller),
                isStream,
                isTrial,
                onContext(decision -> decision.ifPresentOrElse(
                        reason -> granted.tryFail(reason.failure(cluster.name())), granted::tryComplete)));
        return new Entrance(
                cluster, ticket, isTrial, ticket.isWaiting() ? wait(cluster, ticket, granted) : granted.future());
    }

    /** How the request went; its place is free again. */
    public void ended(Entrance entrance, Outcome outcome) {
        // A client that left took its request from the member, and what that looks like is no fault of the member's.
        Set<String> causes = outcome.code() == Outcome.CLIENT_LEFT ? Set.of() : causes(outcome);
        // How soon a stream begins is up to what is behind the member's API server, such as a caller's own pod.
        boolean isPods = entrance.ticket().isStream() && causes.contains(LATE);
        boolean isFault = !isPods && causes.stream().anyMatch(FAULTS::contains);
        // A connection that ends fails all that was on it, and a member ends it for one caller's resets as well.
        boolean isLoss = causes.contains(LOST);
        boolean isAnswer =
                outcome.cluster().isPresent() && outcome.hop().isEmpty() && outcome.code() != Outcome.CLIENT_LEFT;
        if (entrance.isTrial() && !isAnswer && !isFault) {
            breaker.untried(entrance.cluster());
        } else if (entrance.isTrial()) {
            breaker.tried(entrance.cluster(), isAnswer && outcome.code() < SERVER_ERROR);
        } else if (isLoss && outcome.lostAlone()) {
            breaker.lost(entrance.cluster(), entrance.ticket().caller(), reason(outcome));
        } else if (isFault && !isLoss) {
            breaker.failed(entrance.cluster(), reason(outcome));
        } else if (isAnswer) {
            breaker.answered(entrance.cluster());
        }
        boolean isTooMuch = isAnswer && (outcome.code() == TOO_MANY || outcome.code() == UNAVAILABLE);
        entrance.ticket()
                .end(ending(outcome, isFault || isTooMuch), outcome.latency().orElse(0));
    }

    /**
     * A watch of our own resources, which waits for no member and counts for its caller.
     *
     * @return to be run once at its end
     * @throws io.clustergateway.kernel.Failure 429 when the caller has too many streams
     */
    public Runnable watch(Caller caller) {
        return load.watch(user(caller));
    }

    /** How long a client may leave its answer unread. */
    public Duration stall() {
        return load.limits().stall();
    }

    private Future<Void> wait(Cluster cluster, Ticket ticket, Promise<Void> granted) {
        long time = Math.max(1, load.limits().waiting().time().toMillis());
        long late = vertx.setTimer(time, id -> ticket.expire());
        return granted.future().onComplete(decided -> vertx.cancelTimer(late)).map(in -> {
            breaker.pass(cluster, false);
            return null;
        });
    }

    private Consumer<Optional<Rejection>> onContext(Consumer<Optional<Rejection>> decide) {
        return decision -> {
            if (Thread.currentThread() == thread) {
                decide.accept(decision);
            } else {
                context.runOnContext(hop -> decide.accept(decision));
            }
        };
    }

    /** All who did not authenticate are one. */
    public static String user(Caller caller) {
        return caller.isAnonymous() ? Caller.ANONYMOUS.user() : caller.user();
    }

    private static Ending ending(Outcome outcome, boolean isOverload) {
        if (isOverload) {
            return Ending.OVERLOADED;
        }
        return outcome.latency().isPresent() ? Ending.ANSWERED : Ending.SILENT;
    }

    private static Set<String> causes(Outcome outcome) {
        return outcome.failure().stream()
                .flatMap(failure -> failure.causes().stream())
                .map(cause -> cause.reason())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String reason(Outcome outcome) {
        return outcome.failure().filter(failure -> failure.hop() == Hop.MEMBER).stream()
                .flatMap(failure -> failure.causes().stream())
                .map(cause -> cause.message())
                .findFirst()
                .orElse("no answer");
    }
}
