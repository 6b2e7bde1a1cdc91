package io.clustergateway.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.certificates.Pair;
import io.clustergateway.certificates.Pem;
import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.ServingCertificate;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.lifecycle.Module;
import io.clustergateway.kernel.lifecycle.ModuleContext;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.clustergateway.testkit.time.MovedClock;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CertificateKeeperTest {
    private static final String SECRET = "serving";
    private static final String SECRET_WARNING = "serving-certificate-secret";
    private static final String API_SERVICE_WARNING = "serving-certificate-apiservice";

    private final MovedClock clock = new MovedClock(Clock.fixed(Instant.now(), ZoneOffset.UTC));
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Vertx vertx = Vertx.vertx();
    private final List<Replica> replicas = new ArrayList<>();
    private PocketApiServer hub;

    @TempDir
    private Path folder;

    @BeforeEach
    void build() {
        hub = new PocketApiServer(
                vertx,
                PocketOptions.create("hub")
                        .withAuthorizer((user, asked) -> !forbidden.contains(asked.verb() + " " + asked.resource())));
        hub.serve(new ResourceType(
                "apiregistration.k8s.io",
                "v1",
                "APIService",
                "apiservices",
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null));
        hub.createNamespace("here");
        hub.start().await();
        register("");
    }

    @AfterEach
    void close() {
        replicas.forEach(Replica::stop);
        hub.stop().await();
        vertx.close().await();
    }

    @Test
    void makesWhatIsMissingAndHasTheHubBelieveItBeforeItIsServed() {
        Replica replica = new Replica();

        await().until(() -> replica.served().isPresent());

        Holding holding = stored();
        assertThat(replica.served()).contains(holding.leaf());
        assertThat(caBundle()).isEqualTo(holding.bundle());
        assertThat(holding.leaf().dnsNames()).startsWith("cluster-gateway.here.svc");
        assertThat(hub.requests().stream()
                        .filter(request -> !request.path().contains("/leases"))
                        .map(request -> request.method())
                        .filter(method -> !method.equals("GET")))
                .containsExactly("PATCH", "POST");
        await().until(() -> replica.readiness.warnings().isEmpty());
    }

    @Test
    void rotatesOnceForAllReplicas() {
        Replica first = new Replica();
        Replica second = new Replica();
        await().until(() -> first.served().isPresent() && second.served().isPresent());
        for (int rotation = 0; rotation < 3; rotation++) {
            Pair before = stored().leaf();
            clock.move(Duration.ofDays(61));
            await().until(() ->
                    first.served().equals(second.served()) && !first.served().equals(Optional.of(before)));
        }

        assertThat(first.all).hasSize(4).isEqualTo(second.all);
        assertThat(stored().bundle()).hasSize(1).isEqualTo(caBundle());
        assertThat(writes("PUT", "secrets")).isEqualTo(3);
    }

    @Test
    void hasTheNextAuthorityBelievedForTheOverlapBeforeItSigns() {
        Replica replica = new Replica();
        await().until(() -> replica.served().isPresent());
        X509Certificate first = stored().signer().certificate();

        clock.move(Duration.ofDays(731));
        await().until(() -> caBundle().size() == 2 && stored().next().isPresent());
        assertThat(stored().signer().certificate()).isEqualTo(first);
        X509Certificate next = stored().next().orElseThrow().certificate();
        readOn();
        clock.move(Pace.SYSTEM.overlap());
        await().until(() -> stored().signer().certificate().equals(next));
        assertThat(caBundle()).containsExactlyInAnyOrder(first, next);
        assertThat(stored().signer().isIssuerOf(stored().leaf().leaf())).isTrue();

        clock.move(Duration.ofDays(91));
        await().until(() -> caBundle().equals(List.of(next)));
        assertThat(replica.served()).isPresent();
    }

    @Test
    void putsCaBundleRightWhenSomebodyChangesIt() {
        Replica replica = new Replica();
        await().until(() -> replica.served().isPresent());

        register("");

        await().until(() -> caBundle().equals(stored().bundle()));
    }

    /** As while the Go program serves the hub and this one is tried out beside it. */
    @Test
    void leavesTheApiServiceOfAProgramElsewhereAloneUntilItLeadsHere() {
        Replica replica = new Replica("there");

        await().until(() -> replica.readiness
                .warnings()
                .getOrDefault(API_SERVICE_WARNING, "")
                .contains("spec.service.namespace: here (expected: there, this pod's"));
        readOn();
        assertThat(writes("PATCH", "apiservices")).isZero();
        assertThat(caBundle()).isEmpty();

        register("", "there");

        await().until(() -> replica.served().isPresent());
        assertThat(caBundle()).isEqualTo(stored().bundle());
        await().until(() -> replica.readiness.warnings().isEmpty());
    }

    @Test
    void leavesTheSecretOfSomebodyElseAloneServesItAndSaysSo() {
        Pair theirs = new Replica().takenAway();
        hub.delete("v1", "Secret", "here", SECRET);
        hub.put(manifest(theirs, ""));
        register("");
        hub.forgetRequests();

        Replica replica = new Replica();

        await().until(() -> replica.served().equals(Optional.of(theirs)));
        await().until(() ->
                replica.readiness.warnings().getOrDefault(SECRET_WARNING, "").contains("is not ours"));
        readOn();
        assertThat(writes("PUT", "secrets") + writes("PATCH", "apiservices")).isZero();
        assertThat(replica.readiness.warnings().get(SECRET_WARNING)).doesNotContain("PRIVATE");
    }

    @Test
    void makesItsOwnBrokenSecretAnewWithoutDisbelievingWhatIsServed() {
        Replica replica = new Replica();
        await().until(() -> replica.served().isPresent());
        Holding before = stored();

        hub.put(manifest(before.leaf(), "cluster.core.oam.dev/self-managed-certificate: \"true\""));

        await().until(() -> replica.all.size() == 2);
        assertThat(caBundle()).hasSize(2).contains(before.signer().certificate());
        assertThat(stored().signer()).isNotEqualTo(before.signer());
    }

    @Test
    void namesTheRightsThatAreMissingAndGoesOnWhenTheyAreGranted() {
        forbidden.addAll(Set.of("get secrets", "patch apiservices"));
        Replica replica = new Replica();

        await().until(() -> replica.readiness.warnings().containsKey(SECRET_WARNING));
        assertThat(replica.readiness.warnings().get(SECRET_WARNING))
                .contains("Role in namespace here")
                .contains("- {apiGroups: [\"\"], resources: [\"secrets\"], resourceNames: [\"serving\"], verbs:"
                        + " [\"get\", \"update\"]}")
                .contains("- {apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"create\"]}");
        forbidden.remove("get secrets");
        await().until(() -> replica.readiness.warnings().containsKey(API_SERVICE_WARNING));
        assertThat(replica.readiness.warnings().get(API_SERVICE_WARNING))
                .contains("- {apiGroups: [\"apiregistration.k8s.io\"], resources: [\"apiservices\"],"
                        + " resourceNames: [\"v1alpha1.cluster.core.oam.dev\"], verbs: [\"get\", \"patch\"]}");
        forbidden.clear();
        await().until(() -> replica.readiness.warnings().isEmpty());
        assertThat(caBundle()).isEqualTo(stored().bundle());
    }

    @Test
    void waitsForTheApiServiceThatNamesIt() {
        hub.delete("apiregistration.k8s.io/v1", "APIService", "", HubObjects.API_SERVICE);
        Replica replica = new Replica();
        await().until(() -> replica.readiness
                .warnings()
                .getOrDefault(API_SERVICE_WARNING, "")
                .contains("is not there"));

        register("");

        await().until(() -> replica.served().isPresent());
    }

    @Test
    void refusesSettingsThatContradictEachOther() {
        assertThatThrownBy(() -> settings(Map.of("tlsCertFile", "a.crt"), false))
                .isInstanceOf(StartFault.class)
                .hasMessageContaining("--self-managed-certificate: true (expected: false beside serving.tlsCertFile");
        assertThatThrownBy(() -> settings(Map.of(), true)).hasMessageContaining("false beside --clusters-from");
        assertThatThrownBy(() -> settings(Map.of("selfManagedCertificateSecret", "a/b/c"), false))
                .hasMessageContaining("serving.selfManagedCertificateSecret: a/b/c (expected: NAMESPACE/NAME");
        assertThatThrownBy(() -> settings(
                        Map.of("selfManagedCertificateSecret", "a/b/c", "selfManagedCertificate", false), false))
                .hasMessageContaining("serving.selfManagedCertificateSecret: a/b/c (expected: NAMESPACE/NAME");
        assertThatThrownBy(() -> settings(Map.of("selfManagedCertificateSecret", "alone"), false))
                .hasMessageContaining("NAMESPACE/NAME outside of a pod");
    }

    /** Until the Secret has been read some times more. */
    private void readOn() {
        long before = reads();
        await().until(() -> reads() > before + 3);
    }

    private long reads() {
        return writes("GET", "secrets");
    }

    private long writes(String method, String resource) {
        return hub.requests().stream()
                .filter(request ->
                        request.method().equals(method) && request.path().contains("/" + resource))
                .count();
    }

    private void register(String caBundle) {
        register(caBundle, "here");
    }

    private void register(String caBundle, String namespace) {
        hub.put("""
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1alpha1.cluster.core.oam.dev}
            spec: {group: cluster.core.oam.dev, version: v1alpha1, caBundle: "%s",
              service: {name: cluster-gateway, namespace: %s}}
            """.formatted(caBundle, namespace));
    }

    private static String manifest(Pair pair, String annotation) {
        Base64.Encoder base64 = Base64.getEncoder();
        return """
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/tls
            metadata: {namespace: here, name: serving, annotations: {%s}}
            data: {tls.crt: %s, tls.key: %s}
            """.formatted(
                        annotation,
                        base64.encodeToString(Pem.certificates(pair.chain()).getBytes(StandardCharsets.US_ASCII)),
                        base64.encodeToString(Pem.key(pair.key()).getBytes(StandardCharsets.US_ASCII)));
    }

    private List<X509Certificate> caBundle() {
        return Aggregation.read(json(hub.find("apiregistration.k8s.io/v1", "APIService", "", HubObjects.API_SERVICE)))
                .believed();
    }

    private Holding stored() {
        return ((Stored.Sound) SecretText.read(json(hub.find("v1", "Secret", "here", SECRET)))).holding();
    }

    private static JsonObject json(Optional<ObjectNode> object) {
        return new JsonObject(object.orElseThrow().toString());
    }

    private static Optional<KeeperSettings> settings(Map<String, Object> more, boolean withoutHub) {
        SettingsFaults faults =
                new SettingsFaults(Map.of("serving.selfManagedCertificate", "--self-managed-certificate"));
        JsonObject serving =
                new JsonObject().put("selfManagedCertificate", true).mergeIn(new JsonObject(more));
        Settings root = faults.read(new JsonObject().put("serving", serving));
        Optional<KeeperSettings> settings = KeeperSettings.read(root.section("serving"), withoutHub);
        faults.check(root);
        return settings;
    }

    /** A process of its own, of which there is the keeper and somebody who listens. */
    private final class Replica {
        private final Vertx own = Vertx.vertx();
        private final Readiness readiness = new Readiness();
        private final Metrics metrics = new Metrics();
        private final List<Pair> all = new CopyOnWriteArrayList<>();
        private final HubApi api;
        private final Kernel kernel;
        private boolean stopped;

        Replica() {
            this("");
        }

        /** @param home namespace of its pod */
        Replica(String home) {
            replicas.add(this);
            api = HubApi.connect(
                    own,
                    Optional.of(hub.kubeconfig("hub", hub.admin())
                            .writeTo(folder.resolve("kubeconfig-" + replicas.size()))),
                    "test/1");
            Pace pace = new Pace(
                    clock,
                    Pace.SYSTEM.leafLife(),
                    Pace.SYSTEM.authorityLife(),
                    Pace.SYSTEM.backdate(),
                    Pace.SYSTEM.overlap(),
                    Duration.ofMillis(50));
            Module keeper = new CertificateKeeper(api, new KeeperSettings("here", SECRET, home), pace);
            kernel = new Kernel(
                    own,
                    List.of(new Listening(all), keeper),
                    Set.of(),
                    readiness,
                    metrics,
                    new Ops(readiness, metrics));
            kernel.start().await();
        }

        Optional<Pair> served() {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        }

        /** What it serves, after it has ended. */
        Pair takenAway() {
            await().until(() -> served().isPresent());
            stop();
            return served().orElseThrow();
        }

        void stop() {
            if (!stopped) {
                stopped = true;
                kernel.stop(Duration.ofSeconds(5)).await();
                api.close();
                metrics.close();
                own.close().await();
            }
        }
    }

    private record Listening(List<Pair> all) implements Module {
        @Override
        public String name() {
            return "listening";
        }

        @Override
        public Deployable verticle(ModuleContext module) {
            return new VerticleBase() {
                @Override
                public Future<?> start() {
                    Bus bus = module.bus();
                    bus.follow(Topics.SERVING_CERTIFICATE, this::heard);
                    module.condition().ready();
                    return Future.succeededFuture();
                }

                private void heard(ServingCertificate certificate) {
                    all.add(new Pair(certificate.chain(), certificate.key()));
                }
            };
        }
    }
}
