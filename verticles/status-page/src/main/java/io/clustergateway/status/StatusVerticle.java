package io.clustergateway.status;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Caller;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.HealthTable;
import io.clustergateway.kernel.contract.PageAnswer;
import io.clustergateway.kernel.contract.PageQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;

/** Wiring: the feeds in, the page out. Whatever grows with the number of members is done on a worker, one at a time. */
final class StatusVerticle extends VerticleBase {
    static final String DATA = "/ui/status.json";
    private static final int MOST_PENDING = 16;

    private final ModuleContext module;
    private final Guard guard;
    private final Samples samples;
    private final StatusDocument document;
    private ClusterTable members = ClusterTable.EMPTY;
    private HealthTable health = HealthTable.EMPTY;
    private int pending;

    StatusVerticle(ModuleContext module) {
        this.module = module;
        this.guard = new Guard(module.bus());
        this.samples = new Samples(module.metrics().prometheus(), module.ticker());
        this.document = new StatusDocument(module.readiness(), module.ops(), module.clock());
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(PageFiles::read).onSuccess(this::open);
    }

    private void open(PageFiles files) {
        module.bus().follow(Topics.CLUSTERS, table -> members = table);
        module.bus().follow(Topics.MEMBER_HEALTH, table -> health = table);
        module.bus()
                .serve(
                        Topics.STATUS_PAGE,
                        question -> files.find(question.path())
                                .map(Future::succeededFuture)
                                .orElseGet(() -> data(question)));
        module.condition().ready();
    }

    private Future<PageAnswer> data(PageQuestion question) {
        if (!question.path().equals(DATA)) {
            throw Failure.noSuchPath();
        }
        if (pending >= MOST_PENDING) {
            throw Failure.unavailable("too many reads of the status page at once", Hop.GATEWAY)
                    .retryAfter(1);
        }
        pending++;
        return guard.admit(question)
                .compose(caller -> made(caller, View.of(question.query())))
                .onComplete(done -> pending--);
    }

    private Future<PageAnswer> made(Caller caller, View view) {
        ClusterTable table = members;
        HealthTable known = health;
        return vertx.executeBlocking(() -> {
            Buffer body = document.of(table, known, samples.take(), view, caller)
                    .toBuffer()
                    .appendString("\n");
            return new PageAnswer(200, PageFiles.headers("application/json", "no-store"), body);
        });
    }
}
