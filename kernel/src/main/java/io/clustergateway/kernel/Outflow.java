package io.clustergateway.kernel;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;

/** The answering end of a {@link Flow}; used on the context that serves it. */
public final class Outflow<F> {
    private final MessageProducer<Object> frames;
    private final MessageConsumer<Flow.Credit> credits;
    private long credit;
    private boolean over;
    private boolean left;
    private Runnable onCredit = () -> {};
    private Runnable onClose = () -> {};

    private Outflow(EventBus eventBus, DeliveryOptions options, String address) {
        this.frames = eventBus.sender(address, options);
        this.credits = eventBus.localConsumer(Flow.creditAddress(address));
    }

    static <F> Outflow<F> to(EventBus eventBus, DeliveryOptions options, String address) {
        Outflow<F> outflow = new Outflow<>(eventBus, options, address);
        outflow.credits.handler(outflow::granted);
        return outflow;
    }

    /** Calls back when there is credit again. */
    public void onCredit(Runnable handler) {
        onCredit = handler;
    }

    /** Calls back once when the asker has left, at once if it has; not after {@link #end}. */
    public void onClose(Runnable handler) {
        onClose = handler;
        if (left) {
            handler.run();
        }
    }

    /** Whether a frame may be sent now. */
    public boolean hasCredit() {
        return !over && credit > 0;
    }

    /**
     * Sends a frame for one credit.
     *
     * @throws IllegalStateException without credit
     */
    public void send(F frame) {
        if (!hasCredit()) {
            throw new IllegalStateException("credit: 0 (expected: > 0)");
        }
        credit--;
        frames.write(frame).onFailure(nobody -> close());
    }

    /** Ends the flow; needs no credit. */
    public void end() {
        if (!over) {
            frames.write(new Flow.End());
            release();
        }
    }

    private void granted(Message<Flow.Credit> message) {
        int more = message.body().frames();
        if (more < 1) {
            close();
        } else if (!over) {
            credit += more;
            onCredit.run();
        }
    }

    private void close() {
        if (!over) {
            left = true;
            release();
            onClose.run();
        }
    }

    private void release() {
        over = true;
        credits.unregister();
    }
}
