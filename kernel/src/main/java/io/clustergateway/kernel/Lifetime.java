package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * For clients that end before their verticle does, because Vert.x (5.0.10) keeps a client in two places. What works stands with the
 * verticle on whose context it was made, so as to be closed with that, even when it has been closed before. The face of it that
 * is handed out stands with Vert.x's own cleaner until {@code close} is called there, and goes on holding what works, and by its
 * handlers perhaps whoever made it. Used on one context only.
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

    /**
     * Makes something that is closed, and kept no longer, when this ends.
     *
     * @param close of its own; may be called when it has been closed
     */
    public <T> T make(Supplier<T> maker, Function<T, Future<Void>> close) {
        T thing = here(maker);
        made.add(completion -> close.apply(thing).onComplete(completion));
        return thing;
    }

    /** Closes what was made, as far as it is not yet, and forgets it. */
    public Future<Void> end() {
        return made.close();
    }

    private <T> T here(Supplier<T> maker) {
        ContextInternal before = context.beginDispatch();
        try {
            return maker.get();
        } finally {
            context.endDispatch(before);
        }
    }
}
