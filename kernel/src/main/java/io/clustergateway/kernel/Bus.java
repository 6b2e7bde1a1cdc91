package io.clustergateway.kernel;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions, answers and snapshots between modules. One per process, shared by all of them; it remembers no message.
 * Handlers run on the context that registered them, answers come back on the context that asked.
 */
public final class Bus {
    private static final Logger log = LoggerFactory.getLogger(Bus.class);
    private static final String CURRENT = ".current";
    private static final long GRACE_MILLIS = 1000;

    private final EventBus eventBus;
    private final DeliveryOptions local =
            new DeliveryOptions().setCodecName(LocalCodec.NAME).setLocalOnly(true);
    private final AtomicLong versions = new AtomicLong();
    private final AtomicLong flows = new AtomicLong();

    /** Makes the bus of this Vert.x instance; at most one for each instance. */
    public Bus(Vertx vertx) {
        eventBus = requireNonNull(vertx, "vertx").eventBus();
        eventBus.registerCodec(new LocalCodec());
    }

    /**
     * Asks and waits for the one answer.
     *
     * @return the answer, or a {@link Failure}: the callee's own; 503 when nobody serves the topic; 504 when it stays
     *     silent a second past its limit
     */
    public <Q, A> Future<A> ask(Topic<Q, A> topic, Q question) {
        DeliveryOptions options =
                new DeliveryOptions(local).setSendTimeout(topic.limit().toMillis() + GRACE_MILLIS);
        long askedAt = System.nanoTime();
        return eventBus.<A>request(topic.address(), question, options)
                .map(message -> topic.answer().cast(message.body()))
                .recover(error -> Future.failedFuture(failure(topic, error, System.nanoTime() - askedAt)));
    }

    /**
     * Answers a topic until the calling verticle is undeployed. A thrown exception or a failed future that is no {@link
     * Failure} is logged here and answered as 500.
     */
    public <Q, A> void serve(Topic<Q, A> topic, Function<Q, Future<A>> answerer) {
        eventBus.localConsumer(topic.address(), (Message<Q> message) -> answer(topic, answerer, message));
    }

    /**
     * Asks for a flow of frames.
     *
     * @param reader told each frame and the end, on the caller's context
     * @return the near end of the flow, to which credit has to be granted; or a {@link Failure}, as from {@link #ask}
     */
    public <Q, F> Future<Inflow> open(Flow<Q, F> flow, Q question, Inflow.Reader<F> reader) {
        String address = flow.address() + "." + flows.incrementAndGet();
        Inflow inflow = Inflow.of(eventBus, local, address, flow.frame(), reader);
        return ask(flow.opening(), new Flow.Opening(question, address))
                .map(inflow)
                .onFailure(refused -> inflow.close());
    }

    /**
     * Serves a flow until the calling verticle is undeployed. Frames may be sent once the opener's future has succeeded;
     * when it fails, that is the answer.
     */
    public <Q, F> void serve(Flow<Q, F> flow, BiFunction<Q, Outflow<F>, Future<Void>> opener) {
        serve(flow.opening(), opening -> {
            Outflow<F> outflow = Outflow.to(eventBus, local, opening.to());
            return attempt(() -> opener.apply(flow.question().cast(opening.question()), outflow))
                    .map(new Flow.Opened())
                    .onFailure(refused -> outflow.end());
        });
    }

    /** Opens a feed for publishing; the current snapshot is kept by the returned publisher and handed to latecomers. */
    public <S> Publisher<S> publisher(Feed<S> feed) {
        return new Publisher<>(feed);
    }

    /**
     * Follows a feed until the calling verticle is undeployed: the current snapshot first, if there is one, then each
     * new one. Snapshots that arrive out of order are dropped.
     */
    public <S> void follow(Feed<S> feed, Handler<S> follower) {
        Follower<S> inOrder = new Follower<>(follower);
        eventBus.localConsumer(feed.address(), (Message<Versioned<S>> message) -> inOrder.accept(message.body()));
        eventBus.<Versioned<S>>request(feed.address() + CURRENT, feed.address(), local)
                .onSuccess(message -> inOrder.accept(message.body()))
                .onFailure(error -> log.debug("no snapshot yet feed={}", feed.address()));
    }

    private <Q, A> void answer(Topic<Q, A> topic, Function<Q, Future<A>> answerer, Message<Q> message) {
        attempt(() -> answerer.apply(message.body()))
                .onSuccess(answer -> message.reply(answer, local))
                .onFailure(error -> message.reply(asFailure(topic, error), local));
    }

    private static <A> Future<A> attempt(Supplier<Future<A>> step) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static Failure asFailure(Topic<?, ?> topic, Throwable error) {
        if (error instanceof Failure failure) {
            return failure;
        }
        log.error("module failed to answer topic={}", topic.address(), error);
        return Failure.internal(topic.hop());
    }

    /** A question dropped because its module ended fails at once, and as a timeout too. */
    private static Failure failure(Topic<?, ?> topic, Throwable error, long nanos) {
        if (error instanceof Failure failure) {
            return failure;
        }
        if (error instanceof ReplyException reply) {
            return switch (reply.failureType()) {
                case TIMEOUT ->
                    nanos < topic.limit().toNanos()
                            ? restarting(topic)
                            : Failure.timeout(topic.hop() + " did not answer in time", topic.hop());
                case NO_HANDLERS -> restarting(topic);
                default -> asFailure(topic, error);
            };
        }
        return asFailure(topic, error);
    }

    private static Failure restarting(Topic<?, ?> topic) {
        return Failure.unavailable(topic.hop() + " is restarting", topic.hop()).retryAfter(1);
    }

    private record Versioned<S>(long version, S state) {}

    /** The publishing end of a {@link Feed}; used on one context only, ends with the verticle that opened it. */
    public final class Publisher<S> {
        private final Feed<S> feed;
        private @Nullable Versioned<S> current;

        private Publisher(Feed<S> feed) {
            this.feed = feed;
            eventBus.localConsumer(feed.address() + CURRENT, (Message<String> message) -> {
                if (current == null) {
                    message.reply(Failure.unavailable("nothing published yet", Hop.GATEWAY), local);
                } else {
                    message.reply(current, local);
                }
            });
        }

        /** Replaces the state everywhere; ordered before every later publish of this process. */
        public void publish(S state) {
            current = new Versioned<>(versions.incrementAndGet(), requireNonNull(state, "state"));
            eventBus.publish(feed.address(), current, local);
        }
    }

    private static final class Follower<S> {
        private final Handler<S> handler;
        private long seen;

        Follower(Handler<S> handler) {
            this.handler = handler;
        }

        void accept(Versioned<S> snapshot) {
            if (snapshot.version() > seen) {
                seen = snapshot.version();
                handler.handle(snapshot.state());
            }
        }
    }
}
