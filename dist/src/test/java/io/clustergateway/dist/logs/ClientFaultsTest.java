package io.clustergateway.dist.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.kernel.ops.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClientFaultsTest {
    private static final String OF_HTTP2 =
            "An exception was thrown by io.netty.handler.codec.http2.Http2ConnectionHandler$2.operationComplete()";

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final ClientFaults faults = new ClientFaults();
    private final Metrics metrics = new Metrics();
    private final Logger netty = context.getLogger("io.netty.util.concurrent.DefaultPromise");

    @BeforeEach
    void start() {
        written.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(written);
        context.addTurboFilter(faults);
        faults.count(metrics.registry());
    }

    @AfterEach
    void stop() {
        metrics.close();
    }

    @Test
    void countsGarbageWhileAnAnswerIsWrittenAndWritesNoLine() {
        netty.warn(OF_HTTP2, new NullPointerException());
        netty.warn(OF_HTTP2, new NullPointerException("Cannot read field \"context\" because \"stream\" is null"));
        assertThat(written.list).isEmpty();
        assertThat(metrics.scrape()).contains("cluster_gateway_client_faults_unlogged_total 2.0");
    }

    @Test
    void keepsEverythingElse() {
        netty.warn(OF_HTTP2, new IllegalStateException());
        netty.warn("An exception was thrown by io.clustergateway.Ours.operationComplete()", new NullPointerException());
        netty.error(OF_HTTP2, new NullPointerException());
        netty.warn(OF_HTTP2);
        netty.warn(null, new NullPointerException());
        context.getLogger("io.vertx.core.Any").warn(OF_HTTP2, new NullPointerException());
        assertThat(written.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.WARN, Level.ERROR, Level.WARN, Level.WARN, Level.WARN);
        assertThat(metrics.scrape()).contains("cluster_gateway_client_faults_unlogged_total 0.0");
    }
}
