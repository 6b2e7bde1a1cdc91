package io.clustergateway.dist.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps out of the log, and counts, what a library warns of with a stack trace whenever a client sends garbage: whoever reaches
 * the port could fill the log with it.
 *
 * <p>There is one such warning. Vert.x 5.0's Http2ConnectionBase.onConnectionError throws a NullPointerException when a frame
 * cannot be written to a connection that was ended for garbage; netty logs that as a failed listener. It has no effect,
 * because the connection is over.
 */
final class ClientFaults extends TurboFilter {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(ClientFaults.class);
    private static final String LOGGER = "io.netty.util.concurrent.DefaultPromise";
    private static final String LISTENER = "An exception was thrown by io.netty.handler.codec.http2.";

    private final AtomicLong kept = new AtomicLong();

    /** Counts them there. */
    void count(MeterRegistry registry) {
        FunctionCounter.builder("cluster_gateway_client_faults_unlogged_total", kept, AtomicLong::get)
                .description("Warnings of libraries about what clients sent that were kept out of the log.")
                .register(registry);
    }

    @Override
    public FilterReply decide(
            Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object[] arguments,
            @Nullable Throwable thrown) {
        if (level != Level.WARN || !isOfClients(logger, format, thrown)) {
            return FilterReply.NEUTRAL;
        }
        kept.incrementAndGet();
        log.debug("an HTTP/2 connection was ended for garbage while it was written to");
        return FilterReply.DENY;
    }

    /** The JVM leaves the stack of an exception out that it has thrown often, so the place is told by the message. */
    private static boolean isOfClients(Logger logger, @Nullable String format, Throwable thrown) {
        return thrown instanceof NullPointerException
                && logger.getName().equals(LOGGER)
                && format != null
                && format.startsWith(LISTENER);
    }
}
