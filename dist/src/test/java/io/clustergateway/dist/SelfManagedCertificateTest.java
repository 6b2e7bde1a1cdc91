package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.clustergateway.certificate.Pace;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.kernel.config.SettingsLoader;
import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealApiServer;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.time.MovedClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static final int CALLERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String METRIC = "cluster_gateway_serving_certificate_expiration_timestamp_seconds";
    private static final String SERVICE = RealApiServer.extensionServerName(RealRig.GROUP);
    private static final String CALL =
            RealRig.proxyPath("itself") + "/api/v1/namespaces/vela-system/configmaps?limit=1";

    /* The API server's clock cannot be moved, so whatever is made while this one is years ahead holds already today. */
    private static final Duration BACKDATE = Duration.ofDays(2000);

    private static final Path GUIDE = Path.of("..", "docs", "install.md");
    private static final String RULE = "    - {apiGroups: ";
    private static final String RIGHTS = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: certificate-keeper, namespace: vela-system}
            rules:
            %s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: certificate-keeper, namespace: vela-system}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: certificate-keeper}
            subjects: [{kind: ServiceAccount, name: cluster-gateway, namespace: vela-system}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: certificate-keeper}
            rules:
            %s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: certificate-keeper}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: certificate-keeper}
            subjects: [{kind: ServiceAccount, name: cluster-gateway, namespace: vela-system}]
            """;

    private final MovedClock clock = new MovedClock(Clock.systemUTC());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger listenerLog =
            (Logger) LoggerFactory.getLogger("io.clustergateway.forwarder.listener.Listener");
    private final Vertx vertx = Vertx.vertx();
    private final NetClient dialler = vertx.createNetClient();
    private final List<Vertx> homes = List.of(Vertx.vertx(Running.options()), Vertx.vertx(Running.options()));
    private final AtomicInteger connections = new AtomicInteger();
    private List<Gateway> replicas = List.of();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        replicas.forEach(gateway -> gateway.stop().await());
        homes.forEach(home -> home.close().await());
        vertx.close().await();
        listenerLog.detachAppender(log);
        listenerLog.setLevel(null);
    }

    @Test
    void rotatesCertificatesAndAuthorityUnderLoadWithoutAFailedRequestOrHandshake() throws Exception {
        listenForFailedHandshakes();
        apply(RealRig.resource("go-chart-rbac.yaml"));
        apply(rights());
        apply(MemberSecret.of("itself", hub.server().url(), hub.server().caPem())
                .certificate(hub.server().adminCertificate())
                .manifest());
        replicas = homes.stream().map(this::replica).toList();
        assertThat(replicas).noneMatch(Gateway::isReady);
        hub.server().registerApiService(RealRig.GROUP, "v1alpha1", balance(), "");
        await().atMost(PATIENCE).until(() -> replicas.stream().allMatch(Gateway::isReady));
        assertThat(hub.server()
                        .kubectl("get", "clustergateways")
                        .expectSuccess()
                        .out())
                .contains("itself");

        List<Supplier<Integer>> ports = replicas.stream()
                .<Supplier<Integer>>map(gateway -> gateway::securePort)
                .toList();
        try (Callers callers = new Callers();
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
            int connectedBefore = connections.get();
            rotate(Duration.ofDays(91), callers, handshakes);
            await().atMost(PATIENCE).until(() -> bundle().size() == 1);
            goOn(callers, handshakes);
            assertThat(onlyAuthority()).isNotEqualTo(first);
            assertThat(connections.get())
                    .as("connections of the hub, which dials anew for another caBundle")
                    .isGreaterThan(connectedBefore);

            assertThat(handshakes.failures()).as("of %s", handshakes.rounds()).isEmpty();
            assertThat(handshakes.seen()).hasSizeGreaterThanOrEqualTo(7);
            assertThat(callers.failures).as("of %s", callers.answered).isEmpty();
            System.out.printf(
                    "%s requests, %s handshakes with each replica, %s certificates%n",
                    callers.answered, handshakes.rounds(), handshakes.seen().size());
        }
        assertThat(log.list)
                .filteredOn(event -> event.getThrowableProxy() != null
                        && event.getThrowableProxy().getClassName().contains("SSL"))
                .isEmpty();
        assertThat(replicas).allMatch(Gateway::isReady);
        assertThat(apiService().getJsonObject("spec").getBoolean("insecureSkipTLSVerify", false))
                .isFalse();
    }

    /** After a move of the clock both replicas show the same other certificate, and the metric says when it ends. */
    private void rotate(Duration move, Callers callers, Handshakes handshakes) throws Exception {
        X509Certificate before = shown(0);
        clock.move(move);
        await().atMost(PATIENCE).until(() -> !shown(0).equals(before) && shown(1).equals(shown(0)));
        double end = shown(0).getNotAfter().toInstant().getEpochSecond();
        for (Gateway replica : replicas) {
            assertThat(metric(replica)).isEqualTo(end);
        }
        goOn(callers, handshakes);
    }

    /** An hour after the hub was seen to know it, the next authority signs; time goes on by the hour. */
    private void signs(Callers callers, Handshakes handshakes) throws Exception {
        X509Certificate before = shown(0);
        await().atMost(PATIENCE).until(() -> {
            clock.move(Duration.ofHours(1));
            return !shown(0).equals(before) && shown(1).equals(shown(0));
        });
        goOn(callers, handshakes);
    }

    private static void goOn(Callers callers, Handshakes handshakes) {
        long answered = callers.answered.get();
        long connected = handshakes.rounds();
        await().atMost(PATIENCE)
                .until(() -> callers.answered.get() > answered + 20 && handshakes.rounds() > connected + 2);
    }

    private X509Certificate shown(int replica) throws Exception {
        return ServedCertificate.of(replicas.get(replica).securePort(), SERVICE);
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

    private Gateway replica(Vertx home) {
        Path kubeconfig = Kubeconfig.of(
                        hub.server().url(),
                        hub.server().caPem(),
                        hub.server().createServiceAccountToken("vela-system", "cluster-gateway"))
                .writeTo(folder.resolve("gateway.kubeconfig"));
        Map<String, Object> values = Map.of(
                "serving.bindAddress",
                "127.0.0.1",
                "serving.securePort",
                0,
                "serving.certDir",
                folder.resolve("certificates").toString(),
                "serving.selfManagedCertificate",
                true,
                "serving.selfManagedCertificateSecret",
                "vela-system/cluster-gateway-self-managed-cert",
                "hub.kubeconfig",
                kubeconfig.toString(),
                "health.interval",
                "0",
                "management.port",
                0,
                "members.allowLoopback",
                true);
        JsonObject tree = SettingsLoader.load(home, Optional.empty(), values).await();
        Pace pace = new Pace(
                clock,
                Pace.SYSTEM.leafLife(),
                Pace.SYSTEM.authorityLife(),
                BACKDATE,
                Pace.SYSTEM.overlap(),
                Duration.ofMillis(200));
        Gateway gateway = new Gateway(home, tree, Map.of(), Optional.empty(), Map.of(), Clocks.SYSTEM, pace);
        gateway.start().await();
        return gateway;
    }

    /** One address for both, in turn, as a Service has. */
    private int balance() {
        return vertx.createNetServer()
                .connectHandler(this::carry)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private void carry(NetSocket near) {
        near.pause();
        Gateway replica = replicas.get(connections.getAndIncrement() % replicas.size());
        dialler.connect(replica.securePort(), "127.0.0.1")
                .onSuccess(far -> Future.join(near.pipeTo(far), far.pipeTo(near)))
                .onFailure(refused -> near.close());
    }

    private void listenForFailedHandshakes() {
        listenerLog.setLevel(Level.DEBUG);
        log.start();
        listenerLog.addAppender(log);
    }

    /** Those of the guide, and no others. */
    private static String rights() throws IOException {
        List<String> rules = Files.readAllLines(GUIDE).stream()
                .filter(line -> line.startsWith(RULE))
                .map(String::strip)
                .toList();
        String ofTheCluster = rules.stream()
                .filter(rule -> rule.contains("apiservices"))
                .findFirst()
                .orElseThrow();
        return RIGHTS.formatted(
                rules.stream().filter(rule -> !rule.equals(ofTheCluster)).collect(Collectors.joining("\n")),
                ofTheCluster);
    }

    private void apply(String yaml) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "apply", ".yaml"), yaml);
        hub.server().kubectl("apply", "-f", file.toString()).expectSuccess();
    }

    /** Who use the member through the hub, one request after the other. */
    private static final class Callers implements AutoCloseable {
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicLong answered = new AtomicLong();
        private final List<Thread> threads;
        private volatile boolean stopped;

        Callers() {
            threads = IntStream.range(0, CALLERS)
                    .mapToObj(number -> new Thread(this::run, "caller-" + number))
                    .toList();
            threads.forEach(Thread::start);
        }

        private void run() {
            while (!stopped) {
                try {
                    ApiAnswer answer = hub.server().request("GET", CALL, "");
                    if (!answer.isSuccess()) {
                        failures.add(answer.status() + " " + answer.body());
                    }
                } catch (RuntimeException e) {
                    failures.add(e.toString());
                }
                answered.incrementAndGet();
            }
        }

        @Override
        public void close() {
            stopped = true;
            await().atMost(PATIENCE).until(() -> threads.stream().noneMatch(Thread::isAlive));
        }
    }
}
