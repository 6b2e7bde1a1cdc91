package io.clustergateway.forwarder.load;

import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.ClusterTable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** All that the process has to do for its members, and how much that may be. Safe from any thread. */
public final class Load {
    private final Ticker ticker;
    private final LoadMetrics metrics;
    private final Census requests = new Census();
    private final Census streams = new Census();
    private final Map<String, MemberLoad> members = new ConcurrentHashMap<>();
    private volatile Limits limits;

    /** Nothing to do yet. */
    public Load(Limits limits, Ticker ticker, LoadMetrics metrics) {
        this.limits = limits;
        this.ticker = ticker;
        this.metrics = metrics;
        metrics.show(this);
    }

    /** In force now. */
    public Limits limits() {
        return limits;
    }

    /** Other limits from now on; what is in already stays in. */
    public void use(Limits next) {
        limits = next;
        members.values().forEach(MemberLoad::limitsChanged);
    }

    /** Forgets members that are gone. */
    public void follow(ClusterTable table) {
        members.entrySet().removeIf(known -> {
            boolean isGone = table.find(known.getKey()).isEmpty()
                    && known.getValue().reading().isIdle();
            if (isGone) {
                metrics.forget(known.getKey());
            }
            return isGone;
        });
    }

    /**
     * Takes a request on, has it wait or refuses it.
     *
     * @param member one of the table's, so that the number of names is bounded
     * @param caller user name
     * @param isUrgent passes every limit, for the one request that finds out whether a member is back
     * @param decided told once, on any thread, also before this returns; and not any more once the ticket is ended
     */
    Ticket enter(
            String member, String caller, boolean isStream, boolean isUrgent, Consumer<Optional<Rejection>> decided) {
        MemberLoad load = members.computeIfAbsent(member, this::load);
        Ticket ticket = new Ticket(load, caller, isStream, decided, ticker.nanos());
        load.enter(ticket, isUrgent);
        return ticket;
    }

    /** Counts a stream that has no member; to be run at its end. */
    Runnable watch(String caller) {
        if (!streams.enter(caller, limits.streams().perCaller())) {
            metrics.rejected("", Rejection.CALLER_STREAMS.label());
            throw Rejection.CALLER_STREAMS.failure("");
        }
        return () -> streams.leave(caller);
    }

    Map<String, MemberLoad.Reading> readings() {
        Map<String, MemberLoad.Reading> readings = new TreeMap<>();
        members.forEach((name, load) -> readings.put(name, load.reading()));
        return readings;
    }

    int requests() {
        return requests.total();
    }

    int streams() {
        return streams.total();
    }

    int callers() {
        return requests.callers() + streams.callers();
    }

    private MemberLoad load(String name) {
        return new MemberLoad(() -> limits, requests, streams, new LoadEvents() {
            @Override
            public long now() {
                return ticker.nanos();
            }

            @Override
            public void waited(long nanos) {
                metrics.waited(nanos);
            }

            @Override
            public void rejected(Rejection reason) {
                metrics.rejected(name, reason.label());
            }
        });
    }
}
