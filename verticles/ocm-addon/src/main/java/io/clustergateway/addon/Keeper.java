package io.clustergateway.addon;

import io.clustergateway.hub.MemberCondition;
import io.clustergateway.hub.WorkQueue;
import io.clustergateway.kernel.Ticker;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps each add-on's condition and Lease as its member's health has them. Used on one context, by the elected replica
 * only.
 */
final class Keeper {
    /** A condition that somebody else keeps turning is turned back once in this time. */
    private static final Duration QUARREL = Duration.ofMinutes(1);

    private static final double JITTER = 0.2;

    private final Ticker ticker;
    private final HubWrites writes;
    private final Duration renewal;
    private final Map<String, AddOn> addOns = new HashMap<>();
    private final Map<String, Written> written = new HashMap<>();
    private ClusterTable members = ClusterTable.EMPTY;

    /** @param renewal how often a Lease is renewed, less up to a fifth */
    Keeper(Ticker ticker, HubWrites writes, Duration renewal) {
        this.ticker = ticker;
        this.writes = writes;
        this.renewal = renewal;
    }

    private record Written(Optional<MemberCondition> condition, long at, Upkeep.Lease lease, long leaseAt) {
        static final Written NOTHING = new Written(Optional.empty(), 0, Upkeep.Lease.LEAVE, 0);
    }

    void follow(ClusterTable next) {
        members = next;
    }

    void put(AddOn addOn) {
        addOns.put(addOn.cluster(), addOn);
    }

    void remove(String cluster) {
        addOns.remove(cluster);
        written.remove(cluster);
    }

    void removeAll() {
        addOns.clear();
        written.clear();
    }

    boolean has(String cluster) {
        return addOns.containsKey(cluster);
    }

    /** Looks at one soon; one that needs nothing but the next renewal gets its place in a renewal's time. */
    void look(String cluster, WorkQueue queue) {
        AddOn addOn = addOns.get(cluster);
        Optional<Upkeep> upkeep =
                members.find(cluster).filter(member -> addOn != null).map(member -> Upkeep.of(member, addOn));
        if (upkeep.filter(each -> each.condition().isEmpty() && each.lease() == Upkeep.Lease.RENEW)
                .isPresent()) {
            double place = ThreadLocalRandom.current().nextDouble();
            queue.addAfter(cluster, Duration.ofMillis((long) (renewal.toMillis() * place)));
        } else {
            queue.add(cluster);
        }
    }

    /** Whether the health that is served of it, or its being there, has changed. */
    static boolean differs(Member one, Member other) {
        return !MemberCondition.of(one).equals(MemberCondition.of(other));
    }

    /** Does what is due for one. */
    Future<Void> keep(String cluster, WorkQueue queue) {
        Optional<Member> member = members.find(cluster);
        AddOn addOn = addOns.get(cluster);
        if (addOn == null || member.isEmpty()) {
            return Future.succeededFuture();
        }
        Upkeep upkeep = Upkeep.of(member.get(), addOn);
        return lease(cluster, upkeep.lease(), queue).compose(done -> condition(addOn, upkeep.condition(), queue));
    }

    private Future<Void> lease(String cluster, Upkeep.Lease wanted, WorkQueue queue) {
        Written last = written.getOrDefault(cluster, Written.NOTHING);
        boolean same = last.lease() == wanted;
        if (wanted == Upkeep.Lease.LEAVE || wanted == Upkeep.Lease.GIVE_UP && same) {
            return Future.succeededFuture();
        }
        if (wanted == Upkeep.Lease.RENEW) {
            Duration left = renewal.minusNanos(ticker.nanos() - last.leaseAt());
            if (same && left.toMillis() > renewal.toMillis() * JITTER) {
                queue.addAfter(cluster, left);
                return Future.succeededFuture();
            }
            return writes.renew(cluster)
                    .onSuccess(done -> wroteLease(cluster, wanted))
                    .onSuccess(done -> queue.addAfter(cluster, jittered()));
        }
        return writes.giveUp(cluster).onSuccess(done -> wroteLease(cluster, wanted));
    }

    private Future<Void> condition(AddOn addOn, Optional<MemberCondition> wanted, WorkQueue queue) {
        if (wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        Written last = written.getOrDefault(addOn.cluster(), Written.NOTHING);
        Duration left = QUARREL.minusNanos(ticker.nanos() - last.at());
        if (last.condition().equals(wanted) && !left.isNegative()) {
            queue.addAfter(addOn.cluster(), left);
            return Future.succeededFuture();
        }
        return writes.condition(addOn, wanted.get())
                .onSuccess(done -> {
                    if (done) {
                        wroteCondition(addOn.cluster(), wanted);
                    }
                })
                .mapEmpty();
    }

    private void wroteLease(String cluster, Upkeep.Lease lease) {
        Written last = written.getOrDefault(cluster, Written.NOTHING);
        written.put(cluster, new Written(last.condition(), last.at(), lease, ticker.nanos()));
    }

    private void wroteCondition(String cluster, Optional<MemberCondition> condition) {
        Written last = written.getOrDefault(cluster, Written.NOTHING);
        written.put(cluster, new Written(condition, ticker.nanos(), last.lease(), last.leaseAt()));
    }

    private Duration jittered() {
        double factor = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis((long) (renewal.toMillis() * factor));
    }
}
