package io.clustergateway.dist;

import io.clustergateway.kernel.config.SettingsLoader;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.files.Folder;
import io.clustergateway.testkit.lifecycle.Opening;
import io.clustergateway.testkit.link.Link;
import io.clustergateway.testkit.real.Kubeconfig;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway between a real hub and a real member, with no more rights than the Go program's chart grants. */
public final class RealRig implements AutoCloseable {
    public static final String GROUP = "cluster.core.oam.dev";
    public static final String MEMBER = "member";

    private Vertx vertx = Vertx.vertx(Running.options());
    private final RealApiServer hub;
    private final RealApiServer member;
    private final Link hubLink;
    private final Link memberLink;
    private final Folder folder = Folder.create("rig");
    private final JsonObject tree;
    private Gateway gateway;

    /**
     * Installs RBAC, member Secret and APIService, and waits until the hub finds the gateway available.
     *
     * @param overrides values by key of the configuration tree
     */
    public RealRig(RealApiServer hub, RealApiServer member, Map<String, Object> overrides) {
        this.hub = hub;
        this.member = member;
        hubLink = new Link(port(hub));
        memberLink = new Link(port(member));
        apply(hub, resource("go-chart-rbac.yaml"));
        putMember(MEMBER, member.adminCertificate());
        CertificateAuthority ca = CertificateAuthority.create("cluster-gateway");
        Issued serving = ca.issueServer(List.of(RealApiServer.extensionServerName(GROUP), "localhost", "127.0.0.1"));
        tree = tree(serving, overrides);
        gateway = new Gateway(vertx, tree, Map.of());
        Opening.orClose(this, () -> {
            gateway.start().await();
            hub.registerApiService(GROUP, "v1alpha1", gateway.securePort(), ca.certificatePem());
        });
    }

    /** Ends the gateway and starts another on the same port, as a pod that is replaced; for rigs used by one thread. */
    public void restartGateway() {
        int port = gateway.securePort();
        gateway.stop().await();
        vertx.close().await();
        vertx = Vertx.vertx(Running.options());
        JsonObject again = tree.copy();
        again.getJsonObject("serving").put("securePort", port);
        gateway = new Gateway(vertx, again, Map.of());
        gateway.start().await();
    }

    /** Another gateway at the same hub, which the hub does not turn to. */
    Replica secondReplica() {
        JsonObject again = tree.copy();
        again.getJsonObject("serving").put("securePort", 0);
        Vertx other = Vertx.vertx(Running.options());
        Gateway second = new Gateway(other, again, Map.of());
        second.start().await();
        return new Replica(other, second);
    }

    /** A gateway with a Vert.x of its own. */
    record Replica(Vertx vertx, Gateway gateway) implements AutoCloseable {
        @Override
        public void close() {
            gateway.stop().await();
            vertx.close().await();
        }
    }

    /** The gateway's secure port. */
    public int port() {
        return gateway.securePort();
    }

    Gateway gateway() {
        return gateway;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Between the gateway and the hub's API; the hub reaches the gateway without it. */
    public Link hubLink() {
        return hubLink;
    }

    /** Between the gateway and the member. */
    public Link memberLink() {
        return memberLink;
    }

    public RealApiServer hub() {
        return hub;
    }

    public RealApiServer member() {
        return member;
    }

    /** kubectl at the hub as the hub's admin. */
    public Kubectl hubKubectl() {
        return hub.kubectl();
    }

    /** kubectl at the hub as somebody. */
    public Kubectl hubKubectl(String user, String... groups) {
        return hub.kubectl().withKubeconfig(hub.kubeconfig(user, List.of(groups)));
    }

    /** kubectl whose server is the member through the hub, as the hub's admin. */
    public Kubectl memberKubectl() {
        return memberKubectl("admin", "system:masters");
    }

    /** kubectl whose server is the member through the hub, as somebody of the hub. */
    public Kubectl memberKubectl(String user, String... groups) {
        return hub.kubectl().withKubeconfig(memberKubeconfig(user, groups));
    }

    /** kubectl whose server is another member of this name through the hub, as the hub's admin. */
    public Kubectl kubectlAt(String name) {
        return hub.kubectl()
                .withKubeconfig(hub.kubeconfigOf("admin", List.of("system:masters"))
                        .at(proxyPath(name))
                        .writeTo(folder.resolve("at-" + name + ".kubeconfig")));
    }

    /** Whether the member of this name answers through the hub; {@code --raw} takes no part of its path from a kubeconfig. */
    boolean isServed(String name) {
        return hub.kubectl().run("get", "--raw", proxyPath(name) + "/version").exit() == 0;
    }

    /** A kubeconfig whose server ends in {@code /clustergateways/member/proxy}. */
    public Path memberKubeconfig(String user, String... groups) {
        return hub.kubeconfigOf(user, List.of(groups))
                .at(proxyPath(MEMBER))
                .writeTo(folder.resolve("member-as-" + user + ".kubeconfig"));
    }

    public static String proxyPath(String name) {
        return "/apis/" + GROUP + "/v1alpha1/clustergateways/" + name + "/proxy";
    }

    /** Makes or replaces a member Secret that reaches the member through its link with a client certificate. */
    void putMember(String name, Issued client) {
        apply(hub, secret(name, member.caPem()).certificate(client).manifest());
    }

    /** Makes or replaces a member Secret that shows a token. */
    void putMember(String name, String token) {
        apply(hub, secret(name, member.caPem()).token(token).manifest());
    }

    /** Makes or replaces a member Secret whose credential comes from a plugin; {@code exec} is its ExecConfig. */
    void putDynamicMember(String name, String exec) {
        apply(
                hub,
                secret(name, member.caPem())
                        .label("cluster-credential-type", "Dynamic")
                        .with("exec", exec)
                        .manifest());
    }

    /** Makes a member Secret that trusts another CA than the member's. */
    void putUntrustedMember(String name, String caPem) {
        apply(hub, secret(name, caPem).token("t").manifest());
    }

    /**
     * One GET at the gateway with the aggregator's own certificate, for somebody.
     *
     * @return status and body
     */
    public Map.Entry<Integer, String> pastTheHub(String user, String path, String... groups) {
        Issued frontProxy = hub.certificates().frontProxyClient();
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setKeyCertOptions(frontProxy.keyCertOptions());
        HttpClient client = vertx.createHttpClient(options);
        try {
            return client.request(HttpMethod.GET, gateway.securePort(), "127.0.0.1", path)
                    .compose(request -> request.putHeader("X-Remote-User", user)
                            .putHeader("X-Remote-Group", (Iterable<String>) List.of(groups))
                            .send()
                            .compose(answer ->
                                    answer.body().map(body -> Map.entry(answer.statusCode(), body.toString()))))
                    .await();
        } finally {
            client.close().await();
        }
    }

    /** Lets somebody of the hub use every member with every verb; the API server may remember a refusal for ten seconds. */
    public void letUseMembers(String kind, String name) {
        apply(hub, """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: use-members}
                rules:
                - {apiGroups: [cluster.core.oam.dev], resources: [clustergateways/proxy], verbs: ["*"]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: use-members-%s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-members}
                subjects: [{kind: %s, name: %s, apiGroup: rbac.authorization.k8s.io}]
                """.formatted(name, kind, name));
    }

    /** The token of an account of the member's, in kube-system, that may do everything there. */
    String memberAdminToken(String account) {
        apply(member, """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: ServiceAccount, namespace: kube-system, name: %1$s}]
                """.formatted(account));
        return member.createServiceAccountToken("kube-system", account);
    }

    /** No controller runs it: it says how the gateway is started, as in a hub. */
    void deploy(String... arguments) {
        apply(hub, """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: cluster-gateway
                  namespace: vela-system
                  labels: {app.kubernetes.io/name: cluster-gateway}
                spec:
                  selector: {matchLabels: {app.kubernetes.io/name: cluster-gateway}}
                  template:
                    metadata: {labels: {app.kubernetes.io/name: cluster-gateway}}
                    spec:
                      serviceAccountName: cluster-gateway
                      containers:
                      - {name: gateway, image: cluster-gateway, args: ["%s"]}
                """.formatted(String.join("\", \"", arguments)));
    }

    public void apply(RealApiServer server, String yaml) {
        Path file = folder.newFile("apply", ".yaml", yaml);
        server.kubectl().run("apply", "-f", file.toString()).expectSuccess();
    }

    @Override
    public void close() {
        gateway.stop().await();
        vertx.close().await();
        hubLink.close();
        memberLink.close();
    }

    private MemberSecret secret(String name, String caPem) {
        return MemberSecret.of(name, "https://127.0.0.1:%d\n".formatted(memberLink.port()), caPem);
    }

    private JsonObject tree(Issued serving, Map<String, Object> overrides) {
        Path kubeconfig = Kubeconfig.of(
                        "https://127.0.0.1:" + hubLink.port(),
                        hub.caPem(),
                        hub.createServiceAccountToken("vela-system", "cluster-gateway"))
                .writeTo(folder.resolve("gateway.kubeconfig"));
        Map<String, Object> values = RigSettings.at(kubeconfig, serving, folder);
        values.putAll(overrides);
        return SettingsLoader.load(vertx, Optional.empty(), values).await();
    }

    private static int port(RealApiServer server) {
        return URI.create(server.url()).getPort();
    }

    /** A file beside the tests. */
    static String resource(String name) {
        try (InputStream in = RealRig.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
