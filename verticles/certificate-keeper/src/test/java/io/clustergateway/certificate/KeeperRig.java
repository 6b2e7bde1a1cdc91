package io.clustergateway.certificate;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.certificates.Pair;
import io.clustergateway.certificates.Pem;
import io.clustergateway.testkit.lifecycle.Opening;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.objects.ResourceType;
import io.clustergateway.testkit.time.MovedClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A hub with the APIService, and replicas that keep its certificate by a clock that a test moves. */
final class KeeperRig implements AutoCloseable {
    static final String SECRET = "serving";
    static final String SECRET_WARNING = "serving-certificate-secret";
    static final String API_SERVICE_WARNING = "serving-certificate-apiservice";

    final MovedClock clock = new MovedClock(Clock.fixed(Instant.now(), ZoneOffset.UTC));
    final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    final PocketApiServer hub;
    private final Vertx vertx = Vertx.vertx();
    private final List<KeeperReplica> replicas = new ArrayList<>();
    private final Path folder;

    KeeperRig(Path folder) {
        this.folder = folder;
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
        register("");
        Opening.orClose(this, () -> hub.start().await());
    }

    KeeperReplica replica() {
        return replica("");
    }

    /** @param home namespace of its pod */
    KeeperReplica replica(String home) {
        Path kubeconfig = hub.kubeconfig("hub", hub.admin()).writeTo(folder.resolve("kubeconfig-" + replicas.size()));
        KeeperReplica replica = new KeeperReplica(kubeconfig, clock, new KeeperSettings("here", SECRET, home));
        replicas.add(replica);
        return replica.start();
    }

    /** Until the Secret has been read some times more. */
    void readOn() {
        long before = reads();
        await().until(() -> reads() > before + 3);
    }

    long writes(String method, String resource) {
        return hub.requests().stream()
                .filter(request ->
                        request.method().equals(method) && request.path().contains("/" + resource))
                .count();
    }

    void register(String caBundle) {
        register(caBundle, "here");
    }

    void register(String caBundle, String namespace) {
        hub.put("""
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1alpha1.cluster.core.oam.dev}
            spec: {group: cluster.core.oam.dev, version: v1alpha1, caBundle: "%s",
              service: {name: cluster-gateway, namespace: %s}}
            """.formatted(caBundle, namespace));
    }

    static String manifest(Pair pair, String annotation) {
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

    List<X509Certificate> caBundle() {
        return Aggregation.read(json(hub.find("apiregistration.k8s.io/v1", "APIService", "", HubObjects.API_SERVICE)))
                .believed();
    }

    Holding stored() {
        return ((Stored.Sound) SecretText.read(json(hub.find("v1", "Secret", "here", SECRET)))).holding();
    }

    @Override
    public void close() {
        replicas.forEach(KeeperReplica::stop);
        hub.stop().await();
        vertx.close().await();
    }

    private long reads() {
        return writes("GET", "secrets");
    }

    private static JsonObject json(Optional<ObjectNode> object) {
        return new JsonObject(object.orElseThrow().toString());
    }
}
