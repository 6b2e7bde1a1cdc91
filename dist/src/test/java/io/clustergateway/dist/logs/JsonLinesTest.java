package io.clustergateway.dist.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JsonLinesTest {
    private static final String INJECTION =
            "x\n{\"level\":\"ERROR\",\"forged\":true}\r\nforged \u001b[31m\u0085\u2028\"}";

    private final LoggerContext context = new LoggerContext();

    @Test
    void hasTheFieldsOfKlogAndThePairsOfTheMessage() {
        JsonObject line = line(Level.INFO, null, "serving version={} securePort={} ready={}", "v1", 6443, true);
        assertThat(line.getDouble("ts")).isGreaterThan(1.7e12);
        assertThat(line.getInteger("v")).isZero();
        assertThat(line.getString("level")).isEqualTo("info");
        assertThat(line.getString("logger")).isEqualTo("Here");
        assertThat(line.getString("msg")).isEqualTo("serving");
        assertThat(line.getString("version")).isEqualTo("v1");
        assertThat(line.getInteger("securePort")).isEqualTo(6443);
        assertThat(line.getBoolean("ready")).isTrue();
    }

    @Test
    void keepsWhatStandsWithoutAKeyInTheMessage() {
        JsonObject line = line(Level.DEBUG, null, "{}: {} is odd cause={} at the end", "file", "line 3", "none");
        assertThat(line.getString("msg")).isEqualTo("file: line 3 is odd at the end");
        assertThat(line.getString("cause")).isEqualTo("none");
        assertThat(line.getInteger("v")).isEqualTo(4);
        assertThat(line(Level.TRACE, null, "plain {} a={}").getString("msg")).isEqualTo("plain {} a={}");
    }

    @Test
    void tellsAnErrorAndHasNoVerbosityForIt() {
        JsonObject line = line(Level.ERROR, new IOException("lost"), "failed msg={}", "mine");
        assertThat(line.getString("msg")).isEqualTo("failed");
        assertThat(line.getString("msg_")).isEqualTo("mine");
        assertThat(line.getString("err")).isEqualTo("java.io.IOException: lost");
        assertThat(line.getString("stacktrace")).contains("JsonLinesTest");
        assertThat(line.containsKey("v")).isFalse();
    }

    @Test
    void nothingThatIsPassedToItBeginsALineOrAddsAField() {
        String text = written(Level.WARN, new IOException(INJECTION), "refused " + INJECTION + " agent={}", INJECTION);
        assertThat(text.lines()).hasSize(1);
        assertThat(text).endsWith("}\n").doesNotContain("\u001b", "\r");
        JsonObject line = new JsonObject(text);
        assertThat(line.fieldNames()).containsExactly("ts", "level", "logger", "msg", "agent", "err", "stacktrace");
        assertThat(line.getString("level")).isEqualTo("warn");
        assertThat(line.getString("agent")).isEqualTo(INJECTION);
    }

    private JsonObject line(Level level, Throwable thrown, String message, Object... values) {
        return new JsonObject(written(level, thrown, message, values));
    }

    private String written(Level level, Throwable thrown, String message, Object... values) {
        LoggingEvent event =
                new LoggingEvent("x", context.getLogger("io.clustergateway.Here"), level, message, thrown, values);
        return new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    }
}
