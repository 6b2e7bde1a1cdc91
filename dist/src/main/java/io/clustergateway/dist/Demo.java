package io.clustergateway.dist;

import io.clustergateway.kernel.StartFault;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Authorizer;
import io.clustergateway.testkit.pocket.Backend;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.PocketMember;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A hub and two members in this process, and the gateway between them, installed as in a real hub. */
final class Demo {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String NAMESPACE = "vela-system";
    private static final List<String> MEMBERS = List.of("alpha", "beta");
    private static final User VIEWER = User.of("demo-viewer");
    private static final String RULES = """
            # Who callers of the hub are at the members. Edit it while the demo runs.
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              impersonation:
                dropSystemGroups: true
              clientIdentityExchanger:
                rules: []
            """;

    private final Vertx vertx;
    private final PocketHub hub;
    private final Gateway gateway;
    private final CertificateAuthority servingAuthority = CertificateAuthority.create("demo-serving-ca");
    private final Path dir = temporaryDirectory();
    private final String statusToken = UUID.randomUUID().toString();
    private final int managementPort = freePort();

    private Demo(Vertx vertx) {
        this.vertx = vertx;
        hub = new PocketHub(vertx, hubOptions()).start().await();
        PocketMember alpha = PocketMember.create(vertx, "alpha").start().await();
        PocketMember beta = PocketMember.create(vertx, "beta").start().await();
        hub.server().put(alpha.certificateSecret(NAMESPACE));
        hub.server().put(beta.tokenSecret(NAMESPACE));
        gateway = new Gateway(vertx, configuration(), Map.of());
    }

    /** Starts hub and members, and assembles the gateway without starting it. Blocks; not for event loops. */
    static Demo prepare(Vertx vertx) {
        return new Demo(vertx);
    }

    Gateway gateway() {
        return gateway;
    }

    /** Registers the started gateway behind the hub. */
    void attach() {
        hub.attach(new Backend(LOOPBACK, gateway.securePort(), servingAuthority.certificatePem()));
    }

    /**
     * One request through the hub and the gateway to each member.
     *
     * @return a line for each
     */
    List<String> prove() {
        HttpClient client = vertx.createHttpClient(clientOptions());
        List<String> proofs =
                MEMBERS.stream().map(member -> proof(client, member).await()).toList();
        client.close().await();
        return proofs;
    }

    /** Where the status page is. */
    String statusPage() {
        return "http://%s:%d/ui/".formatted(LOOPBACK, managementPort);
    }

    /** The token that it asks for: of this run, and good for that page alone. */
    String statusToken() {
        return statusToken;
    }

    void writeKubeconfig(Path file) {
        try {
            hub.kubeconfig(hub.server().admin(), MEMBERS.toArray(String[]::new)).writeTo(file);
        } catch (UncheckedIOException e) {
            throw new StartFault(
                    "--kubeconfig-out: %s cannot be written (expected: a file in a folder that exists)".formatted(file),
                    e);
        }
    }

    /** Deletes the files the gateway was configured by, keys among them. */
    void deleteFiles() {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(dir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> suggestions(Path kubeconfig) {
        String kubectl = "kubectl --kubeconfig " + kubeconfig;
        return List.of(
                kubectl + " --context hub get clustergateways",
                kubectl + " --context hub get virtualclusters",
                kubectl + " --context alpha get pods -A",
                kubectl + " --context beta create configmap hello --from-literal=from=hub",
                kubectl + " --context beta get configmaps --watch",
                kubectl + " --context alpha logs web",
                kubectl + " --context alpha exec web -- echo hello",
                "./cluster-gateway rules explain --user admin --group system:masters --cluster alpha "
                        + dir.resolve("rules.yaml"));
    }

    private Future<String> proof(HttpClient client, String member) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(hub.proxyUrl(member) + "/api/v1/namespaces");
        return client.request(options)
                .compose(request -> request.send()
                        .compose(response -> response.body().map(body -> described(member, response, body))));
    }

    private static String described(String member, HttpClientResponse response, Buffer body) {
        if (response.statusCode() != 200) {
            throw new StartFault(
                    "the demo could not reach member %s: HTTP %d %s".formatted(member, response.statusCode(), body));
        }
        List<String> names = body.toJsonObject().getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
                .toList();
        return "Reached %s through the hub: namespaces %s".formatted(member, String.join(", ", names));
    }

    private HttpClientOptions clientOptions() {
        Issued admin = ((Credential.ClientCertificate) hub.server().admin()).issued();
        return new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(hub.server().authority().certificatePem())))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(admin.certificatePem()))
                        .addKeyValue(Buffer.buffer(admin.keyPem())));
    }

    private JsonObject configuration() {
        servingAuthority
                .issueServer(List.of("localhost", LOOPBACK, "gateway-service.vela-system.svc"))
                .writeTo(dir, "serving");
        Path kubeconfig = hub.server().kubeconfig("hub", hub.server().admin()).writeTo(dir.resolve("hub.kubeconfig"));
        return new JsonObject()
                .put("hub", new JsonObject().put("kubeconfig", kubeconfig.toString()))
                .put("identity", new JsonObject().put("passing", true).put("rules", rules().toString()))
                .put("management", new JsonObject().put("port", managementPort).put("statusPage", true))
                .put("members", new JsonObject().put("allowLoopback", true))
                .put(
                        "serving",
                        new JsonObject()
                                .put("bindAddress", LOOPBACK)
                                .put("securePort", 0)
                                .put("tlsCertFile", dir.resolve("serving.crt").toString())
                                .put(
                                        "tlsPrivateKeyFile",
                                        dir.resolve("serving.key").toString()));
    }

    private PocketOptions hubOptions() {
        return PocketOptions.create("pocket-hub-ca")
                .withToken(statusToken, VIEWER)
                .withAuthorizer((user, asked) -> user.name().equals(VIEWER.name())
                        ? asked.verb().equals("get") && asked.path().equals("/ui/status.json")
                        : Authorizer.ALLOW_ALL.allows(user, asked));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path rules() {
        try {
            return Files.writeString(dir.resolve("rules.yaml"), RULES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("cluster-gateway-demo");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
