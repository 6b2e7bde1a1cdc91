package io.clustergateway.dist.security;

import static io.clustergateway.dist.security.PocketGateway.ALICE_AS_RAW_HEADER;
import static io.clustergateway.dist.security.PocketGateway.PROXY;
import static io.clustergateway.dist.security.PocketGateway.proxy;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.RawHttp;
import io.clustergateway.dist.logs.Logs;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** No credential is in logs, audit events, metrics and pages, at any level, and nothing a client sends begins a line of a log. */
@Timeout(90)
final class S12CredentialsLoggedTest {
    private static final String CANARY = "canary-of-the-caller-77af";
    private static final String INJECTION = "x\n{\"level\":\"ERROR\",\"forged\":true}\r\nforged \u001b[31m";

    private static final String IN_A_QUERY = "canary-of-a-query-91bc";
    private static final AuditSinks AUDIT = new AuditSinks();

    private static final LoggerContext LOGGING = (LoggerContext) LoggerFactory.getILoggerFactory();
    private static final Map<Logger, Level> levels = new HashMap<>();
    private static final Lines lines = new Lines();

    @RegisterExtension
    static final PocketGateway gateway = PocketGateway.with(AUDIT.settings())
            .hub(PocketOptions.create("hub-ca")
                    .withToken(CANARY, User.of("alice", "team"))
                    .withToken("forger", User.of(INJECTION, INJECTION)));

    @BeforeAll
    static void listen() {
        for (Logger logger : LOGGING.getLoggerList()) {
            if (logger.getLevel() != null) {
                levels.put(logger, logger.getLevel());
                logger.setLevel(Level.TRACE);
            }
        }
        Logger root = LOGGING.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAppender("STDOUT");
        lines.setContext(LOGGING);
        lines.start();
        root.addAppender(lines);
    }

    @AfterAll
    static void restore() {
        levels.forEach(Logger::setLevel);
        LOGGING.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(lines);
        AUDIT.close();
    }

    @Test
    void noTokenIsInAnyLogMetricOrPage() throws Exception {
        ObjectNode broken = gateway.tokenSecret();
        PocketGateway.put(broken, "endpoint", "https://user:" + CANARY + "@member.example");
        gateway.join("broken", broken);
        String header = "Authorization: Bearer " + CANARY + "\r\nCookie: " + CANARY + "\r\n";
        for (String member : List.of("member", "broken", "nowhere")) {
            for (String more : List.of("", "Connection: Upgrade\r\nUpgrade: websocket\r\n", "Expect: nonsense\r\n")) {
                ask("GET " + proxy(member) + "/version HTTP/1.1\r\nHost: g\r\n" + header + more + "\r\n");
            }
            ask("GET " + proxy(member) + "/a\\b HTTP/1.1\r\nHost: g\r\n" + header + "\r\n");
            ask("BROKEN" + proxy(member) + " HTTP/1.1\r\n" + header + "\r\n");
        }
        ask("GET " + PROXY + "/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + CANARY + "-unknown\r\n\r\n");
        gateway.rig().member().stop().await();
        ask("GET " + PROXY + "/version HTTP/1.1\r\nHost: g\r\n" + header + "\r\n");
        gateway.rig().member().start().await();
        String token = PocketGateway.text(gateway.tokenSecret(), "token");
        List<String> told = new ArrayList<>(lines.texts);
        for (String page : List.of("/metrics", "/readyz?verbose", "/livez?verbose", "/configz", "/version")) {
            told.add(gateway.management(page));
        }
        assertThat(lines.texts).hasSizeGreaterThan(30);
        assertThat(told).noneMatch(text -> text.contains(CANARY) || text.contains(token));
    }

    @Test
    void noTokenIsInAnyAuditEventOfAFileOrAWebhook() throws Exception {
        String coded = Base64.getUrlEncoder().withoutPadding().encodeToString(CANARY.getBytes(StandardCharsets.UTF_8));
        String header = "Authorization: Bearer " + CANARY + "\r\nCookie: " + CANARY + "\r\n";
        for (String member : List.of("member", "nowhere")) {
            ask("GET " + proxy(member) + "/version?access_token=" + IN_A_QUERY + " HTTP/1.1\r\nHost: g\r\n" + header
                    + "\r\n");
            ask("GET " + proxy(member) + "/version HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io." + coded
                    + ", v4.channel.k8s.io\r\n"
                    + "\r\n");
            ask("GET " + proxy(member) + "/version HTTP/1.1\r\nHost: g\r\nAuthorization: Basic " + CANARY + "\r\n\r\n");
        }
        ask("GET " + PROXY + "/version HTTP/1.1\r\nHost: g\r\nAudit-ID: the-last\r\n" + header + "\r\n");
        String token = PocketGateway.text(gateway.tokenSecret(), "token");
        for (String told : AUDIT.told("the-last")) {
            assertThat(told).contains("alice", "REDACTED").doesNotContain(CANARY, coded, IN_A_QUERY, token);
        }
    }

    @Test
    void nothingOfARequestBeginsALine() throws Exception {
        ask("GET " + PROXY + "/version HTTP/1.1\r\nHost: g\r\n" + ALICE_AS_RAW_HEADER
                + "User-Agent: a\n{\"level\":\"ERROR\",\"forged\":true}\r\nAudit-ID: a\u001b[31m{\"forged\"}\r\n\r\n");
        try (PocketClient forger = gateway.rig().direct(Credential.token("forger"), HttpVersion.HTTP_1_1)) {
            forger.get(PROXY + "/version%0a%7b%22forged%22:true%7d");
            forger.get(PROXY + "/version");
        }
        PatternLayoutEncoder encoder = encoder();
        for (ILoggingEvent event : lines.events) {
            assertThat(written(encoder, event)).noneMatch(line -> line.startsWith("{") || line.startsWith("forged"));
        }
        ask("GET " + PROXY + "/version HTTP/1.1\r\nHost: g\r\nAudit-ID: after-the-forger\r\n" + ALICE_AS_RAW_HEADER
                + "\r\n");
        assertThat(AUDIT.told("after-the-forger").get(0).lines())
                .allMatch(line -> new JsonObject(line).getString("kind").equals("Event"));
    }

    /** The encoder of the program itself, on whatever a library may put into a message or an exception. */
    @Test
    void neitherAMessageNorAnExceptionBeginsALineOrMovesACursor() throws Exception {
        PatternLayoutEncoder encoder = encoder();
        Logger logger = LOGGING.getLogger("io.clustergateway.Forged");
        Exception cause = new IllegalStateException(INJECTION, new IOException(INJECTION));
        LoggingEvent event =
                new LoggingEvent("x", logger, Level.WARN, "refused agent={}", cause, new Object[] {INJECTION});
        List<String> written = written(encoder, event).toList();
        assertThat(written).hasSizeGreaterThan(0).noneMatch(line -> line.startsWith("{") || line.startsWith("forged"));
        assertThat(String.join("", written)).contains("forged").doesNotContain("\u001b", "\r");
    }

    /** The same with {@code --logging-format=json}: a line is one object, whose fields the program chose. */
    @Test
    void neitherDoTheyInJson() {
        Encoder<ILoggingEvent> encoder = Logs.json();
        Logger logger = LOGGING.getLogger("io.clustergateway.Forged");
        LoggingEvent event = new LoggingEvent(
                "x", logger, Level.WARN, "refused agent={}", new IOException(INJECTION), new Object[] {INJECTION});
        List<String> written = written(encoder, event).toList();
        assertThat(written).hasSize(1);
        assertThat(written.get(0)).startsWith("{\"ts\":").doesNotContain("\u001b", "\r");
        assertThat(new JsonObject(written.get(0)).fieldNames()).doesNotContain("forged");
    }

    @Test
    void noHeapIsDumpedWhereSomebodyMayReadIt() throws Exception {
        for (Path file : List.of(
                Path.of("..", "Dockerfile"),
                Path.of("..", "cluster-gateway"),
                Path.of("..", "chart", "templates", "deployment.yaml"))) {
            assertThat(Files.readString(file)).doesNotContain("HeapDumpOnOutOfMemoryError", "HeapDumpPath");
        }
    }

    private static Stream<String> written(Encoder<ILoggingEvent> encoder, ILoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8).lines();
    }

    private static PatternLayoutEncoder encoder() throws Exception {
        LoggerContext own = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(own);
        configurator.doConfigure(
                Path.of("src", "main", "resources", "logback.xml").toFile());
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
                own.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        return (PatternLayoutEncoder) appender.getEncoder();
    }

    private static void ask(String request) throws Exception {
        try (RawHttp raw = gateway.raw()) {
            raw.send(request, new byte[0]);
            raw.line(text -> text.endsWith("\r\n\r\n"));
        }
    }

    /** From any thread. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
            texts.add(event.getFormattedMessage() + " "
                    + (event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage()));
        }
    }
}
