package io.clustergateway.forwarder;

import io.clustergateway.forwarder.request.OwnResource;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests to unhealthy members at once. Now and then one request is let through to find out whether the member
 * is back; while it is on its way all others are refused. One for all instances of the module, so safe from any thread.
 */
final class Breaker {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final boolean refuses;
    private final Ticker ticker;
    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();
    private volatile HealthTable table = HealthTable.EMPTY;

    /** @param refuses whether it does anything; otherwise every request passes */
    Breaker(boolean refuses, Ticker ticker) {
        this.refuses = refuses;
        this.ticker = ticker;
    }

    /** A way past the breaker; of a trial it must be told how it went. */
    enum Pass {
        FREE,
        TRIAL
    }

    void follow(HealthTable next) {
        table = next;
        circuits.keySet().removeIf(name -> !next.members().containsKey(name));
    }

    /**
     * Lets a request pass, or throws 503 with the reason.
     *
     * @param canTry whether the request may be the one that finds out: a stream may not, because its end comes late
     */
    Pass pass(Cluster cluster, boolean canTry) {
        if (!refuses) {
            return Pass.FREE;
        }
        Optional<HealthTable.Entry> entry =
                table.find(cluster).filter(known -> known.health().state() == Health.State.UNHEALTHY);
        if (entry.isEmpty()) {
            return Pass.FREE;
        }
        Circuit circuit = circuits.compute(cluster.name(), (name, known) -> Circuit.of(known, entry.get(), ticker));
        if (circuit.isClosed()) {
            return Pass.FREE;
        }
        if (canTry && circuit.tryOne(ticker.nanos())) {
            return Pass.TRIAL;
        }
        throw refusal(cluster, entry.get().health().reason());
    }

    /** The trial has ended: the member is back, or it is not. */
    void tried(Cluster cluster, boolean isBack) {
        Optional.ofNullable(circuits.get(cluster.name())).ifPresent(circuit -> circuit.tried(isBack, ticker.nanos()));
    }

    /** A request that was no trial did not get an answer of the member's. */
    void failed(Cluster cluster) {
        Optional.ofNullable(circuits.get(cluster.name())).ifPresent(circuit -> circuit.open(ticker.nanos()));
    }

    private static Failure refusal(Cluster cluster, String reason) {
        String message = "clustergateway \"%s\" is not healthy: %s".formatted(cluster.name(), reason);
        return Failure.unavailable(message, Hop.MEMBER)
                .about(RequestTarget.GROUP, OwnResource.CLUSTERGATEWAYS.plural(), cluster.name())
                .because("ClusterUnhealthy", reason);
    }

    /** Of one member that was found unhealthy, for as long as that finding stands. */
    private static final class Circuit {
        private final HealthTable.Entry finding;
        private boolean closed;
        private boolean trying;
        private long openedAt;

        private Circuit(HealthTable.Entry finding, long now) {
            this.finding = finding;
            this.openedAt = now;
        }

        static Circuit of(@Nullable Circuit known, HealthTable.Entry finding, Ticker ticker) {
            return known != null && known.finding.equals(finding) ? known : new Circuit(finding, ticker.nanos());
        }

        synchronized boolean isClosed() {
            return closed;
        }

        synchronized boolean tryOne(long now) {
            if (trying || now - openedAt < PAUSE_NANOS) {
                return false;
            }
            trying = true;
            return true;
        }

        synchronized void tried(boolean answered, long now) {
            trying = false;
            closed = answered;
            openedAt = now;
        }

        synchronized void open(long now) {
            closed = false;
            openedAt = now;
        }
    }
}
