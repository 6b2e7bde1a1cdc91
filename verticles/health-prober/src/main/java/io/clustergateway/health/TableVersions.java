package io.clustergateway.health;

import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Member;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits until the table of members is in step with a version of the hub's. Used on one context only. */
final class TableVersions {
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

    /** The hub's versions are numbers: compared by length, then as text. */
    private boolean isReached(String version) {
        String known = table.resourceVersion();
        return known.length() != version.length() ? known.length() > version.length() : known.compareTo(version) >= 0;
    }

    private record Waiting(String version, Promise<Void> promise) {}
}
