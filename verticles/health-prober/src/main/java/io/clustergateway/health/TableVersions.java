package io.clustergateway.health;

import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What versions of the hub's mean for the table of members. Used on one context only. */
final class TableVersions {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]*");

    private final Vertx vertx;
    private final Duration limit;
    private final List<Waiting> waiting = new ArrayList<>();
    private ClusterTable table = ClusterTable.EMPTY;

    /** @param limit after which it has waited long enough */
    TableVersions(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    void follow(ClusterTable next) {
        table = next;
        List<Waiting> arrived =
                waiting.stream().filter(each -> isReached(each.version())).toList();
        arrived.forEach(each -> each.promise().tryComplete());
    }

    Optional<Member> find(String name) {
        return table.find(name);
    }

    /** Completes when that version is in the table, and at the latest when the time is up. */
    Future<Void> await(String version) {
        if (isReached(version)) {
            return Future.succeededFuture();
        }
        Waiting one = new Waiting(version, Promise.promise());
        waiting.add(one);
        long timer = vertx.setTimer(limit.toMillis(), late -> one.promise().tryComplete());
        return one.promise().future().onComplete(done -> {
            vertx.cancelTimer(timer);
            waiting.remove(one);
        });
    }

    /**
     * The version of its Secret that somebody has seen who was shown a member in this version. A member is served with the
     * version of whatever changed it last, which may be another object than its Secret; the hub, which compares, knows the
     * Secret's alone. Versions that no Secret here can have been shown in stay as they are, for the hub to refuse.
     */
    String secretVersion(Member member, String shown) {
        String own = secretVersion(member);
        return NUMBER.matcher(shown).matches() && !isLater(own, shown) && isReached(shown) ? own : shown;
    }

    static String secretVersion(Member member) {
        return member instanceof Cluster cluster
                ? cluster.resourceVersion()
                : ((BrokenMember) member).resourceVersion();
    }

    private boolean isReached(String version) {
        return !isLater(version, table.resourceVersion());
    }

    /** The hub's versions are numbers: compared by length, then as text. */
    static boolean isLater(String one, String other) {
        return one.length() != other.length() ? one.length() > other.length() : one.compareTo(other) > 0;
    }

    private record Waiting(String version, Promise<Void> promise) {}
}
