package io.clustergateway.kernel;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;

/** The asker's end of a {@link Flow}; used on the context that asked. Nothing comes before the first credit. */
public final class Inflow {
    private final MessageConsumer<Object> frames;
    private final MessageProducer<Object> credit;
    private final Runnable ended;
    private boolean over;

    private Inflow(EventBus eventBus, DeliveryOptions options, String address, Runnable ended) {
        this.frames = eventBus.localConsumer(address);
        this.credit = eventBus.sender(Flow.creditAddress(address), options);
        this.ended = ended;
    }

    /** What becomes of the frames. */
    public interface Reader<F> {
        /** One frame, for one credit. */
        void frame(F frame);

        /** No more frames: the other side has ended the flow, or is no more. Not told after {@link Inflow#close}. */
        void ended();
    }

    static <F> Inflow of(EventBus eventBus, DeliveryOptions options, String address, Class<F> type, Reader<F> reader) {
        Inflow inflow = new Inflow(eventBus, options, address, reader::ended);
        inflow.frames.handler((Message<Object> message) -> {
            if (message.body() instanceof Flow.End) {
                inflow.end();
            } else if (!inflow.over) {
                reader.frame(type.cast(message.body()));
            }
        });
        return inflow;
    }

    /**
     * Lets more frames come.
     *
     * @param more how many, at least one
     */
    public void grant(int more) {
        if (more < 1) {
            throw new IllegalArgumentException("more: " + more + " (expected: > 0)");
        }
        if (!over) {
            credit.write(new Flow.Credit(more)).onFailure(nobody -> end());
        }
    }

    /** Wants no more; the other side is told and frees what it holds. */
    public void close() {
        if (!over) {
            credit.write(Flow.Credit.NONE_ANY_MORE);
            release();
        }
    }

    private void end() {
        if (!over) {
            release();
            ended.run();
        }
    }

    private void release() {
        over = true;
        frames.unregister();
    }
}
