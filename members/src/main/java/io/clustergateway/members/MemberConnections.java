package io.clustergateway.members;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.clustergateway.kernel.ops.Readiness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All connections of one event loop to members, made when they are first needed and closed when their member leaves, when
 * another version of it has replaced them or when nobody used them for some minutes. Used on its context only.
 */
public final class MemberConnections {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final long SWEEP_MILLIS = 60_000;

    private final Vertx vertx;
    private final Duration connectTimeout;
    private final Dials dials;
    private final Supplier<MemberSettings.Pool> pools;
    private MemberSettings.Pool pool;
    private final Map<String, MemberConnection> current = new HashMap<>();
    private final List<MemberConnection> retired = new ArrayList<>();
    private final long sweeper;
    private Optional<ClusterTable> table = Optional.empty();

    /**
     * Makes no connection yet.
     *
     * @param connectTimeout for the TCP connection and, once more, for the TLS handshake
     * @param readiness where refused dials are shown, as warnings
     */
    public MemberConnections(Vertx vertx, Duration connectTimeout, MemberSettings settings, Readiness readiness) {
        this(vertx, connectTimeout, settings, readiness, settings::pool);
    }

    /**
     * Likewise, with pools whose size may change: connections of another size are made with the next request, and the
     * former ones close when what is in flight on them has finished.
     *
     * @param pool in force now; asked with every request
     */
    public MemberConnections(
            Vertx vertx,
            Duration connectTimeout,
            MemberSettings settings,
            Readiness readiness,
            Supplier<MemberSettings.Pool> pool) {
        this(vertx, connectTimeout, settings, readiness, pool, ConnectionCount.NONE, Turns.NONE);
    }

    /** Likewise, {@code count} is told of every connection made, and those that speak HTTP/2 take turns. */
    public MemberConnections(
            Vertx vertx,
            Duration connectTimeout,
            MemberSettings settings,
            Readiness readiness,
            Supplier<MemberSettings.Pool> pool,
            ConnectionCount count,
            Turns turns) {
        this.vertx = vertx;
        this.pools = pool;
        this.pool = pool.get();
        this.connectTimeout = connectTimeout;
        this.dials = new Dials(vertx, connectTimeout, settings, readiness, count, turns);
        this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, id -> closeIdle(IDLE));
    }

    /**
     * The connections of this version of a member; never those of another.
     *
     * @return empty when the last table followed no longer has this member, or has it switched off
     */
    public Optional<MemberConnection> of(Cluster cluster) {
        resize();
        MemberConnection known = current.get(cluster.name());
        if (known != null && known.key().equals(cluster.connectionKey())) {
            return Optional.of(known);
        }
        Optional<Member> latest = table.isEmpty()
                ? Optional.of(cluster)
                : table.get().find(cluster.name()).filter(m -> uid(m).equals(cluster.uid()) && !isOffline(m));
        return latest.map(member -> open(cluster, hasKey(member, cluster.connectionKey())));
    }

    private void resize() {
        MemberSettings.Pool next = pools.get();
        if (!next.equals(pool)) {
            pool = next;
            List.copyOf(current.values()).forEach(this::retire);
        }
    }

    private MemberConnection open(Cluster cluster, boolean isLatest) {
        MemberConnection fresh = new MemberConnection(vertx, cluster, connectTimeout, dials, pool);
        if (isLatest) {
            Optional.ofNullable(current.put(cluster.name(), fresh)).ifPresent(this::keepRetired);
        } else {
            retired.add(fresh);
            fresh.retireAfterUse();
        }
        return fresh;
    }

    /**
     * Drops what belongs to members that left or were switched off, at once, streams and tunnels included, and retires what belongs to replaced
     * versions: what is in flight there finishes.
     */
    public void follow(ClusterTable table) {
        Set<String> changed = this.table.map(table::changedSince).orElseGet(() -> Set.copyOf(current.keySet()));
        this.table = Optional.of(table);
        retired.removeIf(MemberConnection::isSpent);
        List<MemberConnection> known = new ArrayList<>();
        for (MemberConnection connection : retired) {
            if (changed.contains(connection.name())) {
                known.add(connection);
            }
        }
        for (String name : changed) {
            Optional.ofNullable(current.get(name)).ifPresent(known::add);
        }
        known.forEach(connection -> follow(connection, table.find(connection.name())));
    }

    private void follow(MemberConnection connection, Optional<Member> member) {
        if (member.isEmpty() || !uid(member.get()).equals(connection.uid()) || isOffline(member.get())) {
            forget(connection);
            connection.drop();
        } else if (!hasKey(member.get(), connection.key())) {
            retire(connection);
        }
    }

    /** How many versions of members have clients now; retired ones count while they are in use. */
    public int size() {
        retired.removeIf(MemberConnection::isSpent);
        return current.size() + retired.size();
    }

    /** Ends every use and closes everything. */
    public Future<Void> close() {
        vertx.cancelTimer(sweeper);
        List<MemberConnection> all = new ArrayList<>(current.values());
        all.addAll(retired);
        current.clear();
        retired.clear();
        return Future.join(all.stream().map(MemberConnection::drop).toList())
                .eventually(dials::close)
                .mapEmpty();
    }

    void closeIdle(Duration time) {
        retired.removeIf(MemberConnection::isSpent);
        List<MemberConnection> idle = current.values().stream()
                .filter(connection -> connection.isIdleFor(time))
                .toList();
        idle.forEach(connection -> {
            forget(connection);
            connection.drop();
        });
    }

    private void retire(MemberConnection connection) {
        if (current.remove(connection.name(), connection)) {
            keepRetired(connection);
        }
    }

    private void keepRetired(MemberConnection connection) {
        retired.add(connection);
        connection.retire();
    }

    private void forget(MemberConnection connection) {
        current.remove(connection.name(), connection);
        retired.remove(connection);
    }

    private static boolean hasKey(Member member, String key) {
        return member instanceof Cluster cluster && cluster.connectionKey().equals(key);
    }

    private static boolean isOffline(Member member) {
        return member instanceof Cluster cluster && cluster.offline().isPresent();
    }

    private static String uid(Member member) {
        if (member instanceof Cluster cluster) {
            return cluster.uid();
        }
        return member instanceof BrokenMember broken ? broken.uid() : "";
    }
}
