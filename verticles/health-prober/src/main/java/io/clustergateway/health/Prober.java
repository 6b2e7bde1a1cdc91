package io.clustergateway.health;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.members.MemberConnection;
import io.clustergateway.members.MemberConnections;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One timer for each member, none waiting for another. First probes are spread out so that thousands of handshakes come
 * one after the other; a finding that contradicts what is known is looked into sooner. Used on one context only.
 */
final class Prober {
    /** Between two members' first probes: a handshake takes a millisecond or two. */
    private static final long SPREAD_MILLIS = 30;

    /** The last fifth of the interval is the jitter, so that two probes are never further apart than the interval. */
    private static final double JITTER = 0.2;

    /** Of the interval: confirming twice, time limits included, stays below two intervals. */
    private static final double SOON = 0.25;

    private final Vertx vertx;
    private final HealthSettings settings;
    private final MemberConnections connections;
    private final Ticker ticker;
    private final Parts parts;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Map<String, Watched> members = new HashMap<>();
    private ClusterTable table = ClusterTable.EMPTY;
    private boolean probing;

    /**
     * Whom the prober tells.
     *
     * @param refused a member that does not know its credential
     * @param changed a member whose health may be another
     * @param broken a member whose Secret cannot be used
     * @param gone name of a member that left or was switched off, whether it was one to be probed or not
     */
    record Parts(
            ProbeMetrics metrics,
            Certificates certificates,
            MemberEvents events,
            Consumer<Cluster> refused,
            Consumer<Watched> changed,
            Consumer<BrokenMember> broken,
            Consumer<String> gone) {}

    Prober(Vertx vertx, HealthSettings settings, MemberConnections connections, Ticker ticker, Parts parts) {
        this.vertx = vertx;
        this.settings = settings;
        this.connections = connections;
        this.ticker = ticker;
        this.parts = parts;
    }

    /** Begins or ends probing; members are known either way. */
    void probe(boolean now) {
        boolean next = now && settings.isOn();
        if (next == probing) {
            return;
        }
        probing = next;
        for (Watched member : members.values()) {
            if (probing) {
                schedule(member, spread(members.size()));
            } else {
                cancel(member);
                member.notProbed();
                parts.changed().accept(member);
            }
        }
    }

    void follow(ClusterTable next) {
        connections.follow(next);
        Set<String> changed = next.changedSince(table);
        table = next;
        for (String name : changed) {
            next.find(name)
                    .ifPresentOrElse(member -> follow(member, next.members().size()), () -> forget(name));
        }
    }

    void close() {
        members.values().forEach(this::cancel);
        members.clear();
    }

    private void follow(Member member, int all) {
        if (!(member instanceof Cluster cluster) || cluster.offline().isPresent()) {
            forget(member.name());
            if (member instanceof BrokenMember broken) {
                parts.broken().accept(broken);
            }
            return;
        }
        Watched known = members.get(cluster.name());
        if (known != null && !known.cluster().uid().equals(cluster.uid())) {
            forget(cluster.name());
            known = null;
        }
        if (known == null) {
            begin(cluster, all);
        } else if (known.cluster() != cluster) {
            update(known, cluster);
        }
    }

    private void begin(Cluster cluster, int all) {
        Watched member = new Watched(cluster, settings);
        members.put(cluster.name(), member);
        parts.certificates().of(cluster);
        parts.certificates().check(cluster);
        parts.changed().accept(member);
        if (probing) {
            schedule(member, spread(all));
        }
    }

    private void update(Watched member, Cluster cluster) {
        boolean isReconnected = !member.cluster().connectionKey().equals(cluster.connectionKey());
        member.update(cluster, settings.yieldingUntil(ticker.nanos()));
        if (isReconnected) {
            parts.certificates().of(cluster);
            parts.certificates().check(cluster);
            if (member.takeTimer().map(vertx::cancelTimer).orElse(false)) {
                schedule(member, spread(1));
            }
        }
        parts.changed().accept(member);
    }

    private void forget(String name) {
        Watched member = members.remove(name);
        if (member != null) {
            cancel(member);
            parts.certificates().forget(name);
        }
        parts.gone().accept(name);
    }

    private void cancel(Watched member) {
        member.takeTimer().ifPresent(vertx::cancelTimer);
    }

    private void schedule(Watched member, long millis) {
        member.waits(vertx.setTimer(Math.max(1, millis), id -> {
            member.takeTimer();
            probe(member);
        }));
    }

    private void probe(Watched member) {
        Cluster cluster = member.cluster();
        Optional<MemberConnection> connection = connections.of(cluster);
        if (connection.isEmpty()) {
            schedule(member, pause(member));
            return;
        }
        long startedAt = ticker.nanos();
        new Probe(cluster, connection.get(), seen -> {
                    if (member.isNew(seen)) {
                        parts.certificates().of(cluster, seen);
                    }
                })
                .run(settings.timeout())
                .onSuccess(finding -> found(member, cluster, finding, ticker.nanos() - startedAt));
    }

    private void found(Watched member, Cluster asked, Finding found, long nanos) {
        if (!probing || members.get(asked.name()) != member) {
            return;
        }
        if (!asked.connectionKey().equals(member.cluster().connectionKey())) {
            if (!member.isWaiting()) {
                schedule(member, spread(1));
            }
            return;
        }
        if (found.equals(Diagnosis.CREDENTIAL_REFUSED)) {
            parts.refused().accept(asked);
        }
        Finding finding = !found.isGood() && parts.certificates().isClientExpired(asked.name())
                ? new Finding(Finding.CERTIFICATE_EXPIRED)
                : found;
        parts.metrics().probed(finding, nanos);
        parts.certificates().check(member.cluster());
        member.probed();
        Health.State before = member.judgement().health().state();
        if (member.judgement().hear(finding)) {
            tell(member, finding, before);
        }
        parts.changed().accept(member);
        // Probing that ended and began anew while this probe was on its way has set a timer already.
        if (!member.isWaiting()) {
            schedule(member, pause(member));
        }
    }

    private void tell(Watched member, Finding finding, Health.State before) {
        if (!finding.isGood()) {
            parts.events().warn(member.cluster(), "MemberUnhealthy", finding.fault());
        } else if (before == Health.State.UNHEALTHY) {
            parts.events().good(member.cluster(), "MemberHealthy", "the member answers");
        }
    }

    private long pause(Watched member) {
        double share = member.judgement().isDoubted() ? SOON : 1;
        return (long) (settings.interval().toMillis() * share * (1 - JITTER * random.nextDouble()));
    }

    private long spread(int all) {
        long most = Math.min(all * SPREAD_MILLIS, 2 * settings.interval().toMillis());
        return (long) (most * random.nextDouble());
    }
}
