package io.clustergateway.dist;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.certificate.Pace;
import io.clustergateway.kernel.Clocks;
import io.clustergateway.kernel.config.SettingsLoader;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.lifecycle.Opening;
import io.clustergateway.testkit.pocket.Backend;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.PocketMember;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway between a pocket hub and a pocket member, all in this process; the gateway has a Vert.x of its own. */
public final class PocketRig implements AutoCloseable {
    public static final String NAMESPACE = "vela-system";
    public static final String MEMBER = "member";
    public static final String RESOURCES = "/apis/cluster.core.oam.dev/v1alpha1";

    /** The path of the member behind hub or gateway. */
    public static final String PROXY = RESOURCES + "/clustergateways/" + MEMBER + "/proxy";

    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx servers = Vertx.vertx();
    private final CertificateAuthority servingAuthority = CertificateAuthority.create("serving-ca");
    private final Folder folder = Folder.create("pocket-rig");
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions()
                    .setHostsPath(hosts().toString())
                    .setHostsRefreshPeriod(1)));
    private final PocketHub hub;
    private final PocketMember member;
    private final Gateway gateway;

    /** What the rig is made of besides the defaults. */
    public record Plan(PocketOptions hub, PocketOptions member, Map<String, Object> overrides) {
        /** Everybody may do everything everywhere. */
        public static Plan of(Map<String, Object> overrides) {
            return new Plan(PocketOptions.create("hub-ca"), PocketOptions.create("member-ca"), overrides);
        }
    }

    public PocketRig(Plan plan) {
        this(plan, Clocks.SYSTEM);
    }

    /** Whose gateway goes by these clocks. */
    PocketRig(Plan plan, Clocks clocks) {
        hub = new PocketHub(servers, plan.hub()).start().await();
        member = PocketMember.create(servers, MEMBER, plan.member()).start().await();
        hub.server().put(withAppliedCopy(member.certificateSecret(NAMESPACE)));
        Map<String, Object> flags = flags(plan.overrides());
        write(config(), "forwarder: {limits: {}}\n");
        JsonObject tree =
                SettingsLoader.load(vertx, Optional.of(config()), flags).await();
        gateway = new Gateway(vertx, tree, Map.of(), Optional.of(config()), flags, clocks, Pace.SYSTEM);
        Opening.orClose(this, () -> start(Boolean.FALSE.equals(flags.get("members.allowLoopback")) ? 502 : 200));
    }

    /** @param served what a request to the member is answered with */
    private void start(int served) {
        gateway.start().await();
        await().atMost(Duration.ofSeconds(20)).until(gateway::isReady);
        hub.attach(new Backend(LOOPBACK, gateway.securePort(), servingAuthority.certificatePem()));
        try (PocketClient admin = direct(hub.server().admin(), HttpVersion.HTTP_1_1)) {
            await().until(() -> admin.get(PROXY + "/version").status() == served);
        }
        member.server().forgetRequests();
    }

    public PocketHub hub() {
        return hub;
    }

    public PocketMember member() {
        return member;
    }

    /** The gateway's own Vert.x, with nothing but the gateway on it. */
    public Vertx vertx() {
        return vertx;
    }

    /** The Vert.x of hub, member and clients. */
    public Vertx clients() {
        return servers;
    }

    Gateway gateway() {
        return gateway;
    }

    /** The gateway's secure port. */
    public int port() {
        return gateway.securePort();
    }

    /** The gateway's hosts file; it reads it again after a millisecond. */
    public Path hosts() {
        Path hosts = folder.resolve("hosts");
        if (!Files.exists(hosts)) {
            write(hosts, LOOPBACK + " localhost\n");
        }
        return hosts;
    }

    /** The file of {@code --config}, which the gateway follows. */
    public Path config() {
        return folder.resolve("config.yaml");
    }

    public static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more member beside {@link #MEMBER}. */
    public PocketMember join(String name) {
        PocketMember joined = PocketMember.create(servers, name).start().await();
        hub.server().put(joined.certificateSecret(NAMESPACE));
        return joined;
    }

    public Path dir() {
        return folder.path();
    }

    public CertificateAuthority servingAuthority() {
        return servingAuthority;
    }

    /** A certificate of somebody of the hub. */
    public Credential somebody(String user, String... groups) {
        return hub.server().client(user, groups);
    }

    /** Straight to the gateway. */
    public PocketClient direct(Credential credential, HttpVersion version) {
        return PocketClient.to(servers, gateway.securePort(), servingAuthority.certificatePem(), version)
                .as(credential);
    }

    /** Straight to the gateway, with no credential. */
    public PocketClient stranger() {
        return PocketClient.to(servers, gateway.securePort(), servingAuthority.certificatePem(), HttpVersion.HTTP_1_1);
    }

    /** Straight to the gateway with the certificate of the hub's front proxy. */
    public PocketClient frontProxy(HttpVersion version) {
        return direct(Credential.of(hub.frontProxyCertificate()), version);
    }

    /** To the hub. */
    public PocketClient atHub(Credential credential) {
        return PocketClient.to(
                        servers, hub.server().port(), hub.server().authority().certificatePem(), HttpVersion.HTTP_2)
                .as(credential);
    }

    /** A kubeconfig with the contexts {@code hub} and {@code member}; the former is current. */
    public Path kubeconfig(Credential credential) {
        return hub.kubeconfig(credential, MEMBER).writeTo(folder.newFile("user", ".kubeconfig"));
    }

    @Override
    public void close() {
        gateway.stop().await();
        vertx.close().await();
        servers.close().await();
    }

    /** As {@code kubectl apply} leaves it, with a second copy of the data. */
    public static ObjectNode withAppliedCopy(ObjectNode secret) {
        String copy = secret.toString();
        secret.withObject("/metadata/annotations").put("kubectl.kubernetes.io/last-applied-configuration", copy);
        return secret;
    }

    private Map<String, Object> flags(Map<String, Object> overrides) {
        Issued serving = servingAuthority.issueServer(List.of("localhost", LOOPBACK));
        Credential gatewayAccount = hub.server().client("cluster-gateway", User.MASTERS);
        Path kubeconfig = hub.server().kubeconfig("hub", gatewayAccount).writeTo(folder.resolve("gateway.kubeconfig"));
        Map<String, Object> values = RigSettings.at(kubeconfig, serving, folder);
        values.put("serving.shutdownGrace", "1s");
        values.put("serving.streamGrace", "1s");
        values.putAll(overrides);
        return values;
    }
}
