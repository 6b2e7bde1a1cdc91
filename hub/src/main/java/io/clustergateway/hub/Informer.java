package io.clustergateway.hub;

import io.kubernetes.client.informer.SharedInformerFactory;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * The client's informer for one collection. It owns the loop of listing, watching, and listing again after a 410 or a
 * cut; what arrives is told from inside its {@link ListWatch}, where lists, events and bookmarks are still in order,
 * which they are no more behind its queues and handler threads.
 */
final class Informer {
    private static final ThreadFactory THREADS = HubHttp.daemons("hub-informer-");

    private final Context context;
    private final Arrivals arrivals;
    private final ListWatch listWatch;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(THREADS);
    private final SharedInformerFactory factory;

    Informer(HubHttp http, Resource what, Arrivals arrivals, Context context) {
        this.context = context;
        this.arrivals = arrivals;
        this.listWatch = new ListWatch(http, what, arrivals, context);
        this.factory = new SharedInformerFactory(http.client(), thread, false);
    }

    void start() {
        /* The list-watch has told by type already what the client would only log as text. */
        factory.sharedIndexInformerFor(listWatch, Tolerant.class, 0, (type, told) -> {});
        factory.startAllRegisteredInformers();
    }

    void close() {
        if (Vertx.currentContext() == context) {
            arrivals.close();
        } else {
            context.runOnContext(ignored -> arrivals.close());
        }
        listWatch.close();
        THREADS.newThread(this::end).start();
    }

    /** Blocks: the client reads what is left on a watch's socket. */
    private void end() {
        factory.stopAllRegisteredInformers(false);
        thread.shutdownNow();
    }
}
