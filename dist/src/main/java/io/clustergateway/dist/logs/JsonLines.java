package io.clustergateway.dist.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.helpers.MessageFormatter;

/**
 * A JSON object for each line, in klog's fields: {@code ts} in milliseconds, {@code v} as its verbosity, {@code msg} constant, then
 * the key and value pairs of the message, {@code err}. What was passed to the log stands in values only, where JSON
 * escapes it.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final Pattern PLACE = Pattern.compile("(?: ?\\b([A-Za-z][\\w.-]*)=)?\\{\\}");
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final byte[] NOTHING = new byte[0];

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject line = new JsonObject();
        line.put("ts", time(event)).put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        verbosity(event.getLevel(), line);
        int dot = event.getLoggerName().lastIndexOf('.');
        line.put("logger", event.getLoggerName().substring(dot + 1)).put("msg", "");
        line.put("msg", message(event, line));
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("err", "%s: %s".formatted(thrown.getClassName(), thrown.getMessage()))
                    .put("stacktrace", ThrowableProxyUtil.asString(thrown));
        }
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    private static double time(ILoggingEvent event) {
        double micros = Math.floor(event.getInstant().getNano() / NANOS_PER_MICRO);
        return event.getInstant().getEpochSecond() * 1e3 + micros / MICROS_PER_MILLI;
    }

    /** Warnings and errors have none there either. */
    private static void verbosity(Level level, JsonObject line) {
        if (level == Level.INFO) {
            line.put("v", 0);
        } else if (level == Level.DEBUG) {
            line.put("v", 4);
        } else if (level == Level.TRACE) {
            line.put("v", 6);
        }
    }

    /** The words of the message; its pairs go into the line. */
    private static String message(ILoggingEvent event, JsonObject line) {
        Object[] values = event.getArgumentArray();
        String template = String.valueOf(event.getMessage());
        if (values == null) {
            return template;
        }
        StringBuilder words = new StringBuilder();
        Matcher place = PLACE.matcher(template);
        int from = 0;
        for (int i = 0; i < values.length && place.find(); i++) {
            words.append(template, from, place.start());
            from = place.end();
            if (place.group(1) == null) {
                words.append(text(values[i]));
            } else {
                put(line, place.group(1), values[i]);
            }
        }
        return words.append(template.substring(from)).toString().strip();
    }

    private static void put(JsonObject line, String key, Object value) {
        String free = line.containsKey(key) || key.equals("err") || key.equals("stacktrace") ? key + "_" : key;
        boolean isPlain = value instanceof Number || value instanceof Boolean;
        line.put(free, isPlain ? value : text(value));
    }

    /** As SLF4J shows it, arrays included. */
    private static String text(Object value) {
        return MessageFormatter.format("{}", value).getMessage();
    }
}
