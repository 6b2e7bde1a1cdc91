package io.clustergateway.testkit.pocket;

import static java.util.Objects.requireNonNull;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.objects.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * A pocket API server in the part of the hub: it has the ConfigMap by which extension servers know their front proxy,
 * and forwards {@code cluster.core.oam.dev/v1alpha1} to a gateway as kube-aggregator does.
 */
public final class PocketHub {

    /** The common name of the aggregator's client certificate. */
    public static final String FRONT_PROXY = "front-proxy-client";

    private static final String PATH = "/apis/" + Aggregator.GROUP + "/" + Aggregator.VERSION + "/clustergateways/";

    private final Vertx vertx;
    private final PocketApiServer server;
    private final CertificateAuthority frontProxyAuthority = CertificateAuthority.create("front-proxy-ca");

    public PocketHub(Vertx vertx) {
        this(vertx, PocketOptions.create("pocket-hub-ca"));
    }

    public PocketHub(Vertx vertx, PocketOptions options) {
        this.vertx = requireNonNull(vertx, "vertx");
        this.server = new PocketApiServer(vertx, options);
        server.createNamespace("vela-system");
        publishAuthentication(FRONT_PROXY);
    }

    /** Rewrites kube-system/extension-apiserver-authentication with these allowed names. */
    public void publishAuthentication(String... allowedNames) {
        var config = Json.yaml("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: extension-apiserver-authentication, namespace: kube-system}
                """);
        config.putObject("data")
                .put("client-ca-file", server.authority().certificatePem())
                .put("requestheader-client-ca-file", frontProxyAuthority.certificatePem())
                .put("requestheader-allowed-names", "[\"" + String.join("\",\"", allowedNames) + "\"]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
        server.put(config);
    }

    public Future<PocketHub> start() {
        return server.start().map(this);
    }

    public Future<Void> stop() {
        server.aggregation().detach();
        return server.stop();
    }

    public PocketApiServer server() {
        return server;
    }

    /** The CA of the aggregator's client certificates. */
    public CertificateAuthority frontProxyAuthority() {
        return frontProxyAuthority;
    }

    /** A certificate by which a test may play the aggregator itself. */
    public Issued frontProxyCertificate() {
        return frontProxyAuthority.issueClient(FRONT_PROXY, List.of());
    }

    /** Registers the gateway behind this hub, as an APIService would; a second call replaces the first. */
    public void attach(Backend gateway) {
        server.aggregation().attach(new Aggregator(vertx, gateway, frontProxyCertificate()));
        server.put("""
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: v1alpha1.cluster.core.oam.dev}
                spec:
                  group: cluster.core.oam.dev
                  version: v1alpha1
                  groupPriorityMinimum: 5000
                  versionPriority: 10
                  service: {name: gateway-service, namespace: vela-system}
                status:
                  conditions: [{type: Available, status: "True", reason: Passed}]
                """);
    }

    /** The address of a member behind this hub, as a kubeconfig's server has it. */
    public String proxyUrl(String member) {
        return server.url() + PATH + member + "/proxy";
    }

    /** A kubeconfig whose context {@code hub} is this hub, and one context for each member, all with one credential. */
    public Kubeconfig kubeconfig(Credential credential, String... members) {
        Kubeconfig kubeconfig = server.kubeconfig("hub", credential);
        for (String member : members) {
            kubeconfig.context(member, proxyUrl(member), server.authority().certificatePem(), credential);
        }
        return kubeconfig;
    }

    @Override
    public String toString() {
        return "PocketHub[" + server.url() + "]";
    }
}
