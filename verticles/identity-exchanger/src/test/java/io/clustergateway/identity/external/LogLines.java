package io.clustergateway.identity.external;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged about exchangers meanwhile, the finest levels included. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Trouble.class);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines() {}

    static LogLines follow() {
        LogLines lines = new LogLines();
        lines.start();
        lines.logger.setLevel(Level.TRACE);
        lines.logger.setAdditive(false);
        lines.logger.addAppender(lines);
        return lines;
    }

    List<String> lines() {
        return lines;
    }

    long count(String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getLevel() + " " + event.getFormattedMessage());
    }
}
