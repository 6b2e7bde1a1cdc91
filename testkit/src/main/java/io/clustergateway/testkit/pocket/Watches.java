package io.clustergateway.testkit.pocket;

import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import io.clustergateway.testkit.pocket.objects.Selection;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Opens watches by the rules of the reference and keeps those that are open. */
final class Watches {

    private static final long BOOKMARK_EVERY = TimeUnit.SECONDS.toMillis(30);
    private static final int LEAST_TIMEOUT = 1800;

    private final Vertx vertx;
    private final ObjectStore store;
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

    Watches(Vertx vertx, ObjectStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    void open(Exchange exchange, Selection selection) {
        checkInitialEvents(exchange);
        var context = vertx.getOrCreateContext();
        Rendering rendering = Rendering.of(selection.type(), exchange);
        WatchStream stream = new WatchStream(context, exchange.request().response(), selection, rendering);
        keep(exchange, stream, () -> context.runOnContext(hop -> stream.end()));
        start(exchange, stream);
    }

    private void start(Exchange exchange, WatchStream stream) {
        String version = exchange.parameter("resourceVersion");
        if (exchange.flag("sendInitialEvents")) {
            stream.startWithState(store, exchange.flag("allowWatchBookmarks"));
        } else if (exchange.query().contains("sendInitialEvents") && version.isEmpty()) {
            stream.startAfter(store, store.revision());
        } else if (version.isEmpty() || version.equals("0")) {
            stream.startWithState(store, false);
        } else {
            stream.startAfter(store, number("resourceVersion", version));
        }
    }

    private void keep(Exchange exchange, WatchStream stream, Runnable end) {
        open.add(end);
        long timeout = vertx.setTimer(TimeUnit.SECONDS.toMillis(timeout(exchange)), fired -> stream.end());
        long bookmarks = vertx.setPeriodic(BOOKMARK_EVERY, fired -> {
            if (exchange.flag("allowWatchBookmarks")) {
                stream.bookmark(false);
            }
        });
        exchange.request().response().endHandler(ended -> {
            open.remove(end);
            vertx.cancelTimer(timeout);
            vertx.cancelTimer(bookmarks);
        });
    }

    /** Ends every open watch in good order, as a server does that is asked to let its clients go. */
    void endAll() {
        open.forEach(Runnable::run);
    }

    int count() {
        return open.size();
    }

    private static void checkInitialEvents(Exchange exchange) {
        boolean asked = exchange.query().contains("sendInitialEvents");
        boolean notOlderThan = exchange.parameter("resourceVersionMatch").equals("NotOlderThan");
        if (asked != notOlderThan) {
            throw ApiFailure.of(
                    422,
                    "Invalid",
                    "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents and resourceVersionMatch=NotOlderThan need each other on a watch");
        }
    }

    private static long timeout(Exchange exchange) {
        String asked = exchange.parameter("timeoutSeconds");
        return asked.isEmpty() || asked.equals("0")
                ? LEAST_TIMEOUT + ThreadLocalRandom.current().nextInt(LEAST_TIMEOUT)
                : number("timeoutSeconds", asked);
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw ApiFailure.badRequest(name + ": Invalid value: \"" + value + "\": strconv.ParseUint: invalid syntax");
        }
    }
}
