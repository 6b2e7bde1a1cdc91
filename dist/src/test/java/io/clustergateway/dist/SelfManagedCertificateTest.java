package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.testkit.real.RealApiServer;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.time.MovedClock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two replicas behind one address, at a real hub that is its own member, while years go by. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class SelfManagedCertificateTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String METRIC = "cluster_gateway_serving_certificate_expiration_timestamp_seconds";
    private static final String SERVICE = RealApiServer.extensionServerName(RealRig.GROUP);
    private static final String CALL =
            RealRig.proxyPath("itself") + "/api/v1/namespaces/vela-system/configmaps?limit=1";

    private final MovedClock clock = new MovedClock(Clock.systemUTC());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger listenerLog =
            (Logger) LoggerFactory.getLogger("io.clustergateway.forwarder.listener.Listener");
    private BalancedReplicas replicas;

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        listenerLog.detachAppender(log);
        listenerLog.setLevel(null);
        replicas.close();
    }

    @Test
    void rotatesCertificatesAndAuthorityUnderLoadWithoutAFailedRequestOrHandshake() throws Exception {
        listenForFailedHandshakes();
        apply(RealRig.resource("go-chart-rbac.yaml"));
        apply(KeeperRights.ofTheGuide());
        apply(MemberSecret.of("itself", hub.server().url(), hub.server().caPem())
                .certificate(hub.server().adminCertificate())
                .manifest());
        replicas = new BalancedReplicas(hub.server(), folder, clock);
        assertThat(replicas.all()).noneMatch(Gateway::isReady);
        hub.server().registerApiService(RealRig.GROUP, "v1alpha1", replicas.balance(), "");
        await().atMost(PATIENCE).until(replicas::areReady);
        assertThat(hub.server()
                        .kubectl("get", "clustergateways")
                        .expectSuccess()
                        .out())
                .contains("itself");

        List<Supplier<Integer>> ports = replicas.all().stream()
                .<Supplier<Integer>>map(gateway -> gateway::securePort)
                .toList();
        try (HubCallers callers = new HubCallers(hub.server(), CALL);
                Handshakes handshakes = new Handshakes(hub.server(), SERVICE, ports)) {
            for (int rotation = 1; rotation <= 3; rotation++) {
                rotate(Duration.ofDays(61), callers, handshakes);
            }
            X509Certificate first = onlyAuthority();
            rotate(Duration.ofDays(731 - 183), callers, handshakes);
            await().atMost(PATIENCE).until(() -> bundle().size() == 2);
            goOn(callers, handshakes);
            signs(callers, handshakes);
            assertThat(bundle()).hasSize(2).contains(first);
            int connectedBefore = replicas.connections();
            rotate(Duration.ofDays(91), callers, handshakes);
            await().atMost(PATIENCE).until(() -> bundle().size() == 1);
            goOn(callers, handshakes);
            assertThat(onlyAuthority()).isNotEqualTo(first);
            assertThat(replicas.connections())
                    .as("connections of the hub, which dials anew for another caBundle")
                    .isGreaterThan(connectedBefore);

            assertThat(handshakes.failures()).as("of %s", handshakes.rounds()).isEmpty();
            assertThat(handshakes.seen()).hasSizeGreaterThanOrEqualTo(7);
            assertThat(callers.failures()).as("of %s", callers.answered()).isEmpty();
            System.out.printf(
                    "%s requests, %s handshakes with each replica, %s certificates%n",
                    callers.answered(), handshakes.rounds(), handshakes.seen().size());
        }
        assertThat(log.list)
                .filteredOn(event -> event.getThrowableProxy() != null
                        && event.getThrowableProxy().getClassName().contains("SSL"))
                .isEmpty();
        assertThat(replicas.areReady()).isTrue();
        assertThat(apiService().getJsonObject("spec").getBoolean("insecureSkipTLSVerify", false))
                .isFalse();
    }

    /** After a move of the clock both replicas show the same other certificate, and the metric says when it ends. */
    private void rotate(Duration move, HubCallers callers, Handshakes handshakes) throws Exception {
        X509Certificate before = shown(0);
        clock.move(move);
        await().atMost(PATIENCE).until(() -> !shown(0).equals(before) && shown(1).equals(shown(0)));
        double end = shown(0).getNotAfter().toInstant().getEpochSecond();
        for (Gateway replica : replicas.all()) {
            assertThat(metric(replica)).isEqualTo(end);
        }
        goOn(callers, handshakes);
    }

    /** An hour after the hub was seen to know it, the next authority signs; time goes on by the hour. */
    private void signs(HubCallers callers, Handshakes handshakes) throws Exception {
        X509Certificate before = shown(0);
        await().atMost(PATIENCE).until(() -> {
            clock.move(Duration.ofHours(1));
            return !shown(0).equals(before) && shown(1).equals(shown(0));
        });
        goOn(callers, handshakes);
    }

    private static void goOn(HubCallers callers, Handshakes handshakes) {
        long answered = callers.answered();
        long connected = handshakes.rounds();
        await().atMost(PATIENCE).until(() -> callers.answered() > answered + 20 && handshakes.rounds() > connected + 2);
    }

    private X509Certificate shown(int replica) throws Exception {
        return ServedCertificate.of(replicas.all().get(replica).securePort(), SERVICE);
    }

    private static double metric(Gateway replica) {
        return replica.scrape()
                .lines()
                .filter(line -> line.startsWith(METRIC + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(METRIC.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private List<X509Certificate> bundle() {
        return Handshakes.caBundle(hub.server());
    }

    private X509Certificate onlyAuthority() {
        assertThat(bundle()).hasSize(1);
        return bundle().get(0);
    }

    private static JsonObject apiService() {
        return hub.server()
                .request("GET", Handshakes.API_SERVICE, "")
                .expectSuccess()
                .json();
    }

    private void listenForFailedHandshakes() {
        listenerLog.setLevel(Level.DEBUG);
        log.start();
        listenerLog.addAppender(log);
    }

    private void apply(String yaml) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "apply", ".yaml"), yaml);
        hub.server().kubectl("apply", "-f", file.toString()).expectSuccess();
    }
}
