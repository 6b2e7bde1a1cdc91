package io.clustergateway.chaos.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.chaos.link.Links;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.konnectivity.KonnectivityStandIn;
import io.clustergateway.testkit.link.FaultyLink;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.Kubeconfig;
import io.clustergateway.testkit.pocket.PocketApiServer;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Replicas of the gateway between a pocket hub and two members, {@code alpha} reached straight and {@code beta} through a
 * konnectivity server; every way of theirs has a link that can be spoiled.
 */
public final class Rig implements Front, AutoCloseable {
    public static final String NAMESPACE = "vela-system";
    /** The token of the hub's user {@code token-1}. */
    public static final String TOKEN = "token-of-the-hub";

    /** Answers are used for less long, so that scenarios which outlast them are short. */
    private static final List<String> SHORT_FORM =
            List.of("--authentication-token-webhook-cache-ttl=2s", "--authorization-webhook-cache-authorized-ttl=2s");

    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx servers = Vertx.vertx();
    private final Path dir = temporaryDirectory();
    private final CertificateAuthority serving = CertificateAuthority.create("serving-ca");
    private final CertificateAuthority tunnels = CertificateAuthority.create("konnectivity-ca");
    private final Set<String> scripted = ConcurrentHashMap.newKeySet();
    private final PocketHub hub;
    private final Map<String, RecordingMember> members;
    private final KonnectivityStandIn konnectivity;
    private final Links links;
    private final Map<String, FaultyLink> linkByName;
    private final RulesMount rules;
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<String, Issued> certificates = new ConcurrentHashMap<>();
    private final Balancer balancer;
    private final Election election;
    private int turn;

    /**
     * With so many replicas, ready.
     *
     * @param flags where {@code {dir}} is a folder of the rig's and {@code {replica}} the replica's name
     */
    public Rig(int count, List<String> flags, boolean debugger) {
        PocketOptions options = PocketOptions.create("hub-ca").withToken(TOKEN, User.of("token-1", "team-of-token-1"));
        hub = new PocketHub(servers, options).start().await();
        members = Map.of("alpha", new RecordingMember(servers, "alpha"), "beta", new RecordingMember(servers, "beta"));
        konnectivity =
                new KonnectivityStandIn(servers, tunnels.issueServer(List.of(LOOPBACK)), tunnels.certificatePem());
        links = Links.ofThisMachine(servers);
        linkByName = Map.of(
                "hub", link("hub", hub.server().port()),
                "alpha", link("alpha", server("alpha").port()),
                "beta", link("beta", server("beta").port()),
                "konnectivity", link("konnectivity", konnectivity.port()),
                "exchanger", link("exchanger", new Exchanger(servers).port()));
        konnectivity.agent("beta", link("beta").port());
        rules = new RulesMount(
                folder("rules"), "http://127.0.0.1:" + link("exchanger").port() + "/");
        registerMembers();
        List<String> all = new ArrayList<>(flags());
        all.addAll(flags);
        for (int i = 0; i < count; i++) {
            String name = "replica-" + i;
            replicas.add(new Replica(
                    name,
                    debugger,
                    Stream.concat(kubeconfigOf(name), all.stream())
                            .map(flag -> flag.replace("{dir}", dir.toString()).replace("{replica}", name))
                            .toList()));
        }
        replicas.forEach(Replica::awaitReady);
        balancer = new InProcessBalancer(servers, replicas);
        election = new Election(hub.server(), replicas);
    }

    @Override
    public Vertx servers() {
        return servers;
    }

    public PocketHub hub() {
        return hub;
    }

    @Override
    public Issued certificate(String user) {
        return certificates.computeIfAbsent(
                user, name -> ((Credential.ClientCertificate) hub.server().client(name, "team-of-" + name)).issued());
    }

    @Override
    public Issued frontProxyCertificate() {
        return hub.frontProxyCertificate();
    }

    @Override
    public boolean labelSecret(String member, String key, String value) {
        ObjectNode secret =
                server("hub").find("v1", "Secret", NAMESPACE, member).orElseThrow();
        secret.withObject("/metadata/labels").put(key, value);
        return put(secret);
    }

    /** False when somebody else wrote at the same time. */
    private boolean put(ObjectNode secret) {
        try {
            server("hub").put(secret);
            return true;
        } catch (ApiFailure conflict) {
            return false;
        }
    }

    /** Another client certificate of the gateway's for {@code alpha}, in its Secret. */
    public void rotate() {
        JsonNode fresh =
                members.get("alpha").pocket().certificateSecret(NAMESPACE).path("data");
        boolean isWritten = false;
        while (!isWritten) {
            ObjectNode secret =
                    server("hub").find("v1", "Secret", NAMESPACE, "alpha").orElseThrow();
            secret.withObject("/data").set("tls.crt", fresh.path("tls.crt"));
            secret.withObject("/data").set("tls.key", fresh.path("tls.key"));
            isWritten = put(secret);
        }
    }

    @Override
    public boolean isHub() {
        return false;
    }

    @Override
    public String authorityPem() {
        return serving.certificatePem();
    }

    /** The one replica, or the balancer of several. */
    @Override
    public int port() {
        return replicas.size() == 1 ? replicas.get(0).port() : balancer.port();
    }

    public FaultyLink link(String name) {
        FaultyLink link = linkByName.get(name);
        if (link == null) {
            throw new IllegalArgumentException("link: %s (expected: one of %s)".formatted(name, linkByName.keySet()));
        }
        return link;
    }

    /** {@code hub} or a member's. */
    public PocketApiServer server(String name) {
        return name.equals("hub") ? hub.server() : member(name).server();
    }

    @Override
    public RecordingMember member(String name) {
        RecordingMember member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("member: %s (expected: one of %s)".formatted(name, members.keySet()));
        }
        return member;
    }

    public Map<String, RecordingMember> members() {
        return members;
    }

    public RulesMount rules() {
        return rules;
    }

    public List<Replica> replicas() {
        return replicas;
    }

    public Replica replica(int number) {
        return replicas.get(number);
    }

    /** Who of the replicas writes members' health. */
    public Election election() {
        return election;
    }

    /** Connections through the konnectivity server. */
    public int tunnels() {
        return konnectivity.open();
    }

    /** Starts a replica that is down; returns when it is ready. */
    public void start(int replica) {
        replicas.get(replica).begin();
        replicas.get(replica).awaitReady();
        if (replicas.stream().allMatch(Replica::isAlive)) {
            balancer.awaitAll();
        }
    }

    /** Kills a replica, another one each time, and lets it start again; never while the other still starts. */
    public void killNextAndStart() {
        replicas.forEach(Replica::awaitReady);
        balancer.awaitAll();
        Replica next = replicas.get(turn++ % replicas.size());
        next.kill();
        next.begin();
    }

    /** With 0 never. */
    public void hubAnswers(String prefix, int status) {
        scripted.add(prefix);
        hub.server().handle(prefix, request -> {
            if (status != 0) {
                request.response().setStatusCode(status).end();
            }
        });
    }

    public void hubRestored(String prefix) {
        hub.server().unhandle(prefix);
        scripted.remove(prefix);
    }

    /** Everything as it was before any fault; waits until every replica is up. */
    public void mend() {
        linkByName.values().forEach(FaultyLink::mend);
        List.copyOf(scripted).forEach(this::hubRestored);
        members.values().forEach(member -> member.sendsGoAway(false));
        rules.swap();
        for (Replica replica : replicas) {
            if (!replica.isAlive()) {
                replica.begin();
            }
            replica.awaitReady();
        }
        balancer.awaitAll();
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        balancer.close();
        linkByName.values().forEach(FaultyLink::close);
        links.close();
        servers.close().await();
    }

    private void registerMembers() {
        ObjectNode alpha = members.get("alpha").pocket().certificateSecret(NAMESPACE);
        alpha.withObject("/data")
                .put("endpoint", base64("https://127.0.0.1:" + link("alpha").port()));
        hub.server().put(alpha);
        ObjectNode beta = members.get("beta").pocket().tokenSecret(NAMESPACE);
        beta.withObject("/metadata/labels").put("cluster.core.oam.dev/cluster-endpoint-type", "ClusterProxy");
        // The name of the member is the host; the certificate of a pocket member is not of that name.
        beta.withObject("/data").remove("endpoint");
        beta.withObject("/data").put("tls-server-name", base64("localhost"));
        hub.server().put(beta);
    }

    private List<String> flags() {
        serving.issueServer(List.of("localhost", LOOPBACK)).writeTo(dir, "serving");
        tunnels.issueClient("gateway", List.of()).writeTo(dir, "tunnel");
        write("tunnel-ca.crt", tunnels.certificatePem());
        List<String> flags = new ArrayList<>(List.of(
                "--allow-loopback-members=true",
                "--feature-gates=ClientIdentityPenetration=true",
                "--cluster-gateway-proxy-config=" + rules.folder(),
                "--tls-cert-file=" + dir.resolve("serving.crt"),
                "--tls-private-key-file=" + dir.resolve("serving.key"),
                "--proxy-host=127.0.0.1",
                "--proxy-port=" + link("konnectivity").port(),
                "--proxy-ca-cert=" + dir.resolve("tunnel-ca.crt"),
                "--proxy-cert=" + dir.resolve("tunnel.crt"),
                "--proxy-key=" + dir.resolve("tunnel.key"),
                "--health-probe-interval=500ms",
                "--health-probe-timeout=400ms",
                "--member-response-header-timeout=2s",
                "--shutdown-grace-period=3s",
                "--shutdown-stream-grace-period=1s"));
        if (!Boolean.getBoolean("chaos")) {
            flags.addAll(SHORT_FORM);
        }
        return flags;
    }

    /** Each is another user of the hub, so that it is told apart there. */
    private Stream<String> kubeconfigOf(String replica) {
        Path kubeconfig = new Kubeconfig()
                .context(
                        "hub",
                        "https://127.0.0.1:" + link("hub").port(),
                        hub.server().authority().certificatePem(),
                        hub.server().client(replica, User.MASTERS))
                .writeTo(dir.resolve(replica + ".kubeconfig"));
        return Stream.of("--kubeconfig=" + kubeconfig);
    }

    private FaultyLink link(String name, int port) {
        return links.to(name + "-" + UUID.randomUUID(), port);
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(dir.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("chaos");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
