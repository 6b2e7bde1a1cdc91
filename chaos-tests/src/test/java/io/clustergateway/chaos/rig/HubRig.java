package io.clustergateway.chaos.rig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Two replicas behind haproxy behind a real hub, and two recording members; callers connect to the hub. */
public final class HubRig implements Front, AutoCloseable {
    private static final String GROUP = "cluster.core.oam.dev";
    private static final String SECRETS = "/api/v1/namespaces/" + Rig.NAMESPACE + "/secrets";
    /** So long that most requests are on their way at any moment. */
    private static final Duration ANSWER = Duration.ofMillis(50);

    private final Vertx servers = Vertx.vertx();
    private final Map<String, Issued> certificates = new ConcurrentHashMap<>();
    private final RealApiServer hub;
    private final Map<String, RecordingMember> members;
    private final List<Replica> replicas;
    private final Haproxy balancer;
    private int turn;

    /**
     * Ready, and known to the hub.
     *
     * @param flags of the replicas
     */
    public HubRig(RealApiServer hub, List<String> flags) {
        this.hub = hub;
        members = Map.of("alpha", new RecordingMember(servers, "alpha"), "beta", new RecordingMember(servers, "beta"));
        prepareHub();
        Path dir = temporaryDirectory();
        CertificateAuthority authority = CertificateAuthority.create("serving-ca");
        authority
                .issueServer(List.of(RealApiServer.extensionServerName(GROUP), "localhost", "127.0.0.1"))
                .writeTo(dir, "serving");
        replicas = List.of(replica("replica-0", dir, flags), replica("replica-1", dir, flags));
        replicas.forEach(Replica::awaitReady);
        balancer = new Haproxy(dir, replicas);
        balancer.awaitAll();
        hub.registerApiService(GROUP, "v1alpha1", balancer.port(), authority.certificatePem());
        members.values().forEach(member -> member.server().delayAnswers(ANSWER));
    }

    /** Whether Debian's haproxy is there. */
    public static boolean hasHaproxy() {
        return Haproxy.isInstalled();
    }

    @Override
    public Vertx servers() {
        return servers;
    }

    @Override
    public int port() {
        return URI.create(hub.url()).getPort();
    }

    @Override
    public String authorityPem() {
        return hub.caPem();
    }

    @Override
    public Issued certificate(String user) {
        return certificates.computeIfAbsent(user, name -> hub.issueClient(name, List.of("team-of-" + name)));
    }

    @Override
    public Issued frontProxyCertificate() {
        return hub.certificates().frontProxyClient();
    }

    @Override
    public RecordingMember member(String name) {
        return members.get(name);
    }

    public Map<String, RecordingMember> members() {
        return members;
    }

    @Override
    public boolean labelSecret(String member, String key, String value) {
        JsonObject labels = new JsonObject().put(key, value);
        JsonObject patch = new JsonObject().put("metadata", new JsonObject().put("labels", labels));
        return hub.request("PATCH", SECRETS + "/" + member, patch.encode()).isSuccess();
    }

    @Override
    public boolean isHub() {
        return true;
    }

    public List<Replica> replicas() {
        return replicas;
    }

    /** Kills a replica, another one each time, and lets it start again; never while the other still starts. */
    public void killNextAndStart() {
        awaitReady();
        Replica next = replicas.get(turn++ % replicas.size());
        next.kill();
        next.begin();
    }

    /** Ends each replica in good order and starts it again, one after the other. */
    public void restartAll() {
        for (Replica replica : replicas) {
            replica.terminate();
            replica.begin();
            awaitReady();
        }
    }

    /** What haproxy told of servers that came and went. */
    public String balancerLog() {
        return balancer.log();
    }

    /** Waits until both are ready, and haproxy knows it. */
    public void awaitReady() {
        replicas.forEach(Replica::awaitReady);
        balancer.awaitAll();
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        balancer.close();
        servers.close().await();
    }

    private void prepareHub() {
        hub.request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"%s\"}}".formatted(Rig.NAMESPACE));
        for (RecordingMember member : members.values()) {
            ObjectNode secret = member.pocket().certificateSecret(Rig.NAMESPACE);
            hub.request("DELETE", SECRETS + "/" + member.pocket().name(), "");
            hub.request("POST", SECRETS, secret.toString()).expectSuccess();
        }
        hub.request("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"metadata": {"name": "use-members"}, "rules": [
                  {"apiGroups": ["cluster.core.oam.dev"], "resources": ["*"], "verbs": ["*"]}]}
                """);
        hub.request("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"metadata": {"name": "use-members"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "use-members"},
                 "subjects": [{"kind": "Group", "name": "system:authenticated", "apiGroup": "rbac.authorization.k8s.io"}]}
                """);
    }

    private Replica replica(String name, Path dir, List<String> flags) {
        Path kubeconfig = Kubeconfig.of(hub.url(), hub.caPem(), hub.issueClient(name, List.of("system:masters")))
                .writeTo(dir.resolve(name + ".kubeconfig"));
        List<String> all = new ArrayList<>(List.of(
                "--kubeconfig=" + kubeconfig,
                "--allow-loopback-members=true",
                "--feature-gates=ClientIdentityPenetration=true",
                "--tls-cert-file=" + dir.resolve("serving.crt"),
                "--tls-private-key-file=" + dir.resolve("serving.key"),
                "--audit-log-path=" + dir.resolve("audit-" + name + ".log")));
        all.addAll(flags);
        return new Replica(name, false, all);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("chaos-hub");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
