package io.clustergateway.hub;

import io.clustergateway.kernel.Ticker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A candidate on a context of its own that notes what it is told, and counts leaders together with the others. */
final class Runner implements Candidate {
    final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger leaders;
    private final AtomicInteger mostLeaders;
    private final Context context;
    private final LeaseElector elector;

    Runner(Vertx vertx, HubApi hub, LeaseTerms terms, AtomicInteger leaders, AtomicInteger mostLeaders) {
        this.leaders = leaders;
        this.mostLeaders = mostLeaders;
        this.context = vertx.getOrCreateContext();
        this.elector = new LeaseElector(vertx, hub, Ticker.SYSTEM, terms, this);
        context.runOnContext(ignored -> elector.start());
    }

    boolean leads() {
        return !told.isEmpty() && told.get(told.size() - 1).equals("elected");
    }

    Future<Void> stop() {
        return Future.future(
                promise -> context.runOnContext(ignored -> elector.stop().onComplete(promise)));
    }

    @Override
    public void elected() {
        told.add("elected");
        mostLeaders.accumulateAndGet(leaders.incrementAndGet(), Math::max);
    }

    @Override
    public void dismissed() {
        told.add("dismissed");
        leaders.decrementAndGet();
    }

    @Override
    public void barred(MissingRule mend) {
        told.add("barred: " + mend.mend());
    }

    @Override
    public void admitted() {
        told.add("admitted");
    }
}
