package io.clustergateway.dist.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.clustergateway.kernel.config.Reloadable;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.ops.Metrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** The log of this process. */
public final class Logs implements AutoCloseable {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(Logs.class);
    private static final String OURS = "io.clustergateway";
    private static final String FORMAT = "format";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Level asStarted = context.getLogger(OURS).getEffectiveLevel();
    private final LogbackMetrics lines = new LogbackMetrics();
    private final ClientFaults faults = new ClientFaults();
    private LogLevels levels;
    private final boolean isJson;

    /** Reads section {@code logging}; changes nothing yet. */
    public Logs(Settings logging) {
        levels = LogLevels.read(logging);
        isJson = isJson(logging);
    }

    /** Has the log as it was read. */
    public synchronized void use() {
        if (isJson) {
            asJson();
        }
        use(levels);
        context.addTurboFilter(faults);
    }

    /** From now on lines are counted there, by level. */
    public void count(Metrics metrics) {
        lines.bindTo(metrics.registry());
        faults.count(metrics.registry());
    }

    /** Levels may change while running. */
    public Reloadable reloadable() {
        return new Reloadable("logging", Set.of("verbosity", "level"), section -> {
            LogLevels next = LogLevels.read(section);
            return () -> use(next);
        });
    }

    /**
     * klog's verbosity from now on, until a change of the configuration says otherwise; levels of modules stay.
     *
     * @throws IllegalArgumentException for what is none
     */
    public synchronized void verbosity(String text) {
        use(levels.withVerbosity(text));
        log.info("verbosity is set v={}", text);
    }

    /** The form of a line in JSON. */
    public static Encoder<ILoggingEvent> json() {
        return new JsonLines();
    }

    /** Whatever is written to the console is written as JSON from now on. */
    public static void asJson() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .forEachRemaining(appender -> {
                    if (appender instanceof OutputStreamAppender<ILoggingEvent> console) {
                        Encoder<ILoggingEvent> encoder = json();
                        encoder.setContext(context);
                        encoder.start();
                        console.setEncoder(encoder);
                    }
                });
    }

    @Override
    public void close() {
        lines.close();
        context.getTurboFilterList().remove(faults);
    }

    private synchronized void use(LogLevels next) {
        levels = next;
        logger("").setLevel(next.all().orElse(asStarted));
        LogLevels.PACKAGES.forEach(
                (module, folder) -> logger("." + folder).setLevel(next.modules().get(module)));
    }

    private Logger logger(String below) {
        return context.getLogger(OURS + below);
    }

    private static boolean isJson(Settings logging) {
        String format = logging.string(FORMAT, "text");
        if (!Set.of("text", "json").contains(format)) {
            logging.fault(FORMAT, format, "text or json");
        }
        return format.equals("json");
    }
}
