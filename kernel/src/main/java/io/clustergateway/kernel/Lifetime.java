package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * For clients that end before their verticle does. Vert.x (5.0.10) keeps each client for the verticle on whose context it was
 * made, so as to close it with that, and goes on keeping it when it has been closed before. Used on one context only.
 */
public final class Lifetime {
    private final CloseFuture made = new CloseFuture();
    private final ContextInternal context;

    /** Begins; ends at the latest with the verticle on whose context it is made, without one with Vert.x. */
    public Lifetime(Vertx vertx) {
        VertxInternal all = (VertxInternal) requireNonNull(vertx, "vertx");
        ContextInternal owner = all.getContext();
        (owner == null ? all.closeFuture() : owner.closeFuture()).add(made);
        context = all.contextBuilder().withCloseFuture(made).build();
    }

    /** Makes something that is closed, and kept no longer, when this ends. */
    public <T> T make(Supplier<T> maker) {
        ContextInternal before = context.beginDispatch();
        try {
            return maker.get();
        } finally {
            context.endDispatch(before);
        }
    }

    /** Closes what was made, as far as it is not yet, and forgets it. */
    public Future<Void> end() {
        return made.close();
    }
}
