package io.clustergateway.forwarder.load;

import io.clustergateway.forwarder.request.OwnResource;
import io.clustergateway.forwarder.request.RequestTarget;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.Member;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Refuses requests at once to members that do not answer: those found unhealthy, if that is switched on, and those whose
 * requests fail. Now and then one request is let through to find out whether the member is back; while it is on its way
 * all others are refused. One for all instances of the module, so safe from any thread.
 */
public final class Breaker {
    static final String CIRCUIT = "circuit-open";
    static final String UNHEALTHY = "unhealthy";

    private final boolean refusesUnhealthy;
    private final Supplier<Limits> limits;
    private final Ticker ticker;
    private final LoadMetrics metrics;
    private final Map<Key, Circuit> circuits = new ConcurrentHashMap<>();
    private volatile HealthTable table = HealthTable.EMPTY;

    /**
     * All circuits closed.
     *
     * @param refusesUnhealthy whether findings of the health prober count
     */
    public Breaker(boolean refusesUnhealthy, Supplier<Limits> limits, Ticker ticker, LoadMetrics metrics) {
        this.refusesUnhealthy = refusesUnhealthy;
        this.limits = limits;
        this.ticker = ticker;
        this.metrics = metrics;
        metrics.show(this);
    }

    /** A way past the breaker; of a trial it must be told how it went. */
    public enum Pass {
        /** As ever. */
        FREE,
        /** It finds out whether the member is back. */
        TRIAL
    }

    /** A member made again under the same name is another one. */
    private record Key(String name, String uid) {
        static Key of(Cluster cluster) {
            return new Key(cluster.name(), cluster.uid());
        }
    }

    /** What the health prober found. */
    public void found(HealthTable next) {
        table = next;
    }

    /** Forgets members that are gone. */
    public void follow(ClusterTable members) {
        circuits.keySet().removeIf(key -> !uid(members.find(key.name())).equals(key.uid()));
    }

    /**
     * Lets a request pass, or throws 503 with the reason.
     *
     * @param canTry whether the request may be the one that finds out: a stream may not, because its end comes late
     */
    public Pass pass(Cluster cluster, boolean canTry) {
        Optional<HealthTable.Entry> finding = finding(cluster);
        Circuit circuit = finding.isPresent()
                ? circuits.computeIfAbsent(Key.of(cluster), key -> new Circuit())
                : circuits.get(Key.of(cluster));
        if (circuit == null) {
            return Pass.FREE;
        }
        long now = ticker.nanos();
        Limits.CircuitRule rule = limits.get().circuit();
        circuit.found(finding, now);
        if (circuit.isClosed(rule, now)) {
            return Pass.FREE;
        }
        if (canTry && circuit.tryOne(rule, now)) {
            return Pass.TRIAL;
        }
        throw refusal(cluster, circuit.failure(), finding, rule);
    }

    /** The trial has ended: the member is back, or it is not. */
    public void tried(Cluster cluster, boolean isBack) {
        Optional.ofNullable(circuits.get(Key.of(cluster))).ifPresent(circuit -> circuit.tried(isBack, ticker.nanos()));
    }

    /** The trial said nothing of the member: it was refused by us, or its client left. */
    public void untried(Cluster cluster) {
        Optional.ofNullable(circuits.get(Key.of(cluster))).ifPresent(Circuit::untried);
    }

    /** A request that was no trial got the member's answer. */
    public void answered(Cluster cluster) {
        circuits.computeIfAbsent(Key.of(cluster), key -> new Circuit())
                .answered(limits.get().circuit(), ticker.nanos());
    }

    /** A request that was no trial did not get an answer of the member's. */
    public void failed(Cluster cluster, String reason) {
        circuits.computeIfAbsent(Key.of(cluster), key -> new Circuit())
                .failed(reason, limits.get().circuit(), ticker.nanos());
    }

    /** Likewise, because a connection ended on which nobody but this caller was. */
    public void lost(Cluster cluster, String caller, String reason) {
        circuits.computeIfAbsent(Key.of(cluster), key -> new Circuit())
                .lost(caller, reason, limits.get().circuit(), ticker.nanos());
    }

    Map<String, Circuit.State> states() {
        Map<String, Circuit.State> states = new TreeMap<>();
        circuits.forEach((key, circuit) ->
                states.merge(key.name(), circuit.state(), (one, other) -> one == Circuit.State.CLOSED ? other : one));
        return states;
    }

    private static String uid(Optional<Member> member) {
        if (member.isEmpty()) {
            return "";
        }
        return member.get() instanceof Cluster cluster ? cluster.uid() : ((BrokenMember) member.get()).uid();
    }

    private Optional<HealthTable.Entry> finding(Cluster cluster) {
        return refusesUnhealthy
                ? table.find(cluster).filter(known -> known.health().state() == Health.State.UNHEALTHY)
                : Optional.empty();
    }

    private Failure refusal(
            Cluster cluster, Optional<String> failure, Optional<HealthTable.Entry> finding, Limits.CircuitRule rule) {
        metrics.rejected(cluster.name(), failure.isPresent() ? CIRCUIT : UNHEALTHY);
        if (failure.isPresent()) {
            return about(cluster, "clustergateway \"%s\" did not answer lately: %s", failure.get())
                    .because("CircuitOpen", failure.get())
                    .retryAfter(Math.toIntExact(Math.max(1, rule.pause().toSeconds())));
        }
        String reason = finding.map(entry -> entry.health().reason()).orElse("");
        return about(cluster, "clustergateway \"%s\" is not healthy: %s", reason)
                .because("ClusterUnhealthy", reason);
    }

    private static Failure about(Cluster cluster, String message, String reason) {
        return Failure.unavailable(message.formatted(cluster.name(), reason), Hop.MEMBER)
                .about(RequestTarget.GROUP, OwnResource.CLUSTERGATEWAYS.plural(), cluster.name());
    }
}
