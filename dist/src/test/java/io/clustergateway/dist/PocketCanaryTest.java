package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.Credential;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Whatever members and callers are trusted with is in no answer and in no line of any log. */
@Timeout(90)
final class PocketCanaryTest {
    private static final String CALLERS_TOKEN = "canary-of-the-caller-5be1";
    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "application/yaml",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "*/*");

    private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Map<Logger, Level> levels = new HashMap<>();
    private final Lines lines = new Lines();
    private final List<String> canaries = new ArrayList<>(List.of(CALLERS_TOKEN));
    private PocketRig rig;
    private int managementPort;

    private void start(Map<String, Object> overrides) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            managementPort = free.getLocalPort();
        }
        Map<String, Object> values = new HashMap<>(overrides);
        values.put("identity.passing", true);
        values.put("management.port", managementPort);
        rig = new PocketRig(PocketRig.Plan.of(values));
        plant("certified", rig.member().certificateSecret(PocketRig.NAMESPACE));
        plant("tokened", rig.member().tokenSecret(PocketRig.NAMESPACE));
        ObjectNode broken = rig.member().tokenSecret(PocketRig.NAMESPACE);
        broken.withObject("/data").put("endpoint", "bm93aGVyZQ==");
        plant("broken", broken);
        ObjectNode noKey = rig.member().certificateSecret(PocketRig.NAMESPACE);
        noKey.withObject("/data")
                .put("tls.key", noKey.at("/data/tls.key").asText().substring(200));
        plant("no-key", noKey);
    }

    @BeforeEach
    void listen() {
        listenToEverything();
    }

    @AfterEach
    void stop() {
        rig.close();
        levels.forEach(Logger::setLevel);
        root.detachAppender(lines);
    }

    @Test
    void nothingOfACredentialIsShownOrLogged() throws Exception {
        start(Map.of());
        List<String> answers = new ArrayList<>();
        try (PocketClient admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_1_1);
                PocketClient caller = rig.direct(Credential.token(CALLERS_TOKEN), HttpVersion.HTTP_1_1)) {
            await().until(() -> List.of(200, 200, 503, 503).equals(statuses(admin)));
            read(admin, answers);
            readProxied(admin, answers);
            readProxied(caller, answers);
            rig.hub().server().delete("v1", "Secret", PocketRig.NAMESPACE, "tokened");
            await().until(() -> admin.get(proxy("tokened", "/version")).status() == 404);
            rig.member().stop().await();
            readProxied(admin, answers);
        }
        answers.add(management("/readyz?verbose"));
        answers.add(management("/metrics"));
        assertThat(answers).hasSizeGreaterThan(40).anyMatch(answer -> answer.contains("broken"));
        assertThat(lines.texts).hasSizeGreaterThan(100);
        assertFree(answers);
        assertFree(lines.texts);
    }

    @Test
    void exposedOnRequestTheyAreFoundByThisVeryReading() throws Exception {
        start(Map.of("registry.exposeCredentials", true));
        List<String> answers = new ArrayList<>();
        try (PocketClient admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_1_1)) {
            await().until(() -> List.of(200, 200, 503, 503).equals(statuses(admin)));
            read(admin, answers);
        }
        assertThat(canaries.stream().filter(canary -> answers.stream().anyMatch(answer -> answer.contains(canary))))
                .as("the key and the token")
                .hasSizeGreaterThanOrEqualTo(2);
        assertFree(lines.texts);
    }

    private void read(PocketClient admin, List<String> answers) {
        for (String resource : List.of("clustergateways", "virtualclusters")) {
            for (String name : List.of("", "/certified", "/tokened", "/broken", "/no-key", "?limit=1")) {
                for (String accept : ACCEPTS) {
                    answers.add(text(admin.get(PocketRig.RESOURCES + "/" + resource + name, "Accept", accept)));
                }
            }
        }
        for (String page : List.of(
                "/apis",
                PocketRig.RESOURCES,
                "/openapi/v2",
                "/openapi/v3",
                "/openapi/v3" + PocketRig.RESOURCES,
                "/metrics",
                "/readyz?verbose",
                "/livez?verbose",
                "/version",
                "/nowhere")) {
            answers.add(text(admin.get(page)));
        }
    }

    private static void readProxied(PocketClient client, List<String> answers) {
        for (String name : List.of("certified", "tokened", "broken", "no-key")) {
            answers.add(text(client.get(proxy(name, "/version"))));
            answers.add(text(client.get(proxy(name, "/api/v1/namespaces/none"))));
            answers.add(text(client.call(
                    HttpMethod.POST, proxy(name, "/api/v1/namespaces"), Buffer.buffer("no json"), "Upgrade", "h2c")));
        }
    }

    private static List<Integer> statuses(PocketClient admin) {
        return List.of("certified", "tokened", "broken", "no-key").stream()
                .map(name -> admin.get(proxy(name, "/version")).status())
                .toList();
    }

    private static String text(PocketClient.Answer answer) {
        return answer.status() + "\n" + answer.headers() + "\n" + answer.body();
    }

    private static String proxy(String name, String path) {
        return PocketRig.RESOURCES + "/clustergateways/" + name + "/proxy" + path;
    }

    private String management(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Puts a member with a credential of its own and remembers every form in which that could leak. */
    private void plant(String name, ObjectNode secret) {
        secret.withObject("/metadata").put("name", name);
        for (String key : List.of("token", "tls.key")) {
            String encoded = secret.at("/data/" + key).asText("");
            if (!encoded.isEmpty()) {
                canaries.add(encoded.substring(encoded.length() / 2, encoded.length() / 2 + 24));
                decoded(encoded)
                        .lines()
                        .filter(line -> line.length() > 30 && !line.startsWith("-----"))
                        .forEach(canaries::add);
            }
        }
        rig.hub().server().put(PocketRig.withAppliedCopy(secret));
    }

    private static String decoded(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException cutOnPurpose) {
            return "";
        }
    }

    private void assertFree(Iterable<String> texts) {
        assertThat(canaries).hasSizeGreaterThan(6);
        for (String text : texts) {
            for (String canary : canaries) {
                assertThat(text.contains(canary)).as("%s in %s", canary, text).isFalse();
            }
            assertThat(text.contains("last-applied-configuration")).as(text).isFalse();
        }
    }

    /** Every logger that has a level of its own, too. The pocket servers log the Secrets they serve at no level. */
    private void listenToEverything() {
        for (Logger logger : logging.getLoggerList()) {
            if (logger.getLevel() != null) {
                levels.put(logger, logger.getLevel());
                logger.setLevel(Level.DEBUG);
            }
        }
        root.detachAppender("STDOUT");
        lines.setContext(logging);
        lines.start();
        root.addAppender(lines);
    }

    /** Formatted messages with their stack traces; from any thread. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            texts.add(event.getLoggerName() + " " + event.getFormattedMessage() + "\n" + trace);
        }
    }
}
