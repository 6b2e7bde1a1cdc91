package io.clustergateway.chaos.rig;

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
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Replicas of the gateway between a pocket hub and two members, {@code alpha} reached straight and {@code beta} through a
 * konnectivity server; every way of theirs has a link that can be spoiled.
 */
public final class Rig implements Front, AutoCloseable {
    public static final String NAMESPACE = "vela-system";
    /** The token of the hub's user {@code token-1}. */
    public static final String TOKEN = "token-of-the-hub";

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
    private final MemberSecrets secrets;
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
        secrets = new MemberSecrets(hub.server());
        secrets.register(members.get("alpha"), link("alpha").port());
        secrets.registerBehindKonnectivity(members.get("beta"));
        ReplicaFlags all = new ReplicaFlags(
                dir, serving, tunnels, rules.folder(), link("konnectivity").port());
        for (int i = 0; i < count; i++) {
            String name = "replica-" + i;
            replicas.add(new Replica(name, debugger, all.of(name, kubeconfigOf(name), flags)));
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
        return secrets.label(member, key, value);
    }

    /** Another client certificate of the gateway's for {@code alpha}, in its Secret. */
    public void rotate() {
        secrets.rotate(members.get("alpha"));
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

    /** Each is another user of the hub, so that it is told apart there. */
    private Path kubeconfigOf(String replica) {
        return new Kubeconfig()
                .context(
                        "hub",
                        "https://127.0.0.1:" + link("hub").port(),
                        hub.server().authority().certificatePem(),
                        hub.server().client(replica, User.MASTERS))
                .writeTo(dir.resolve(replica + ".kubeconfig"));
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

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("chaos");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
