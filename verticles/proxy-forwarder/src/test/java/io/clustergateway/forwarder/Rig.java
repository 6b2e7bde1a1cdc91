package io.clustergateway.forwarder;

import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.members.MemberSettings;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A gateway without hub: the module under test in a kernel, its peers scripted, on a free port. */
final class Rig implements AutoCloseable {
    static final String ROOT = "/apis/cluster.core.oam.dev/v1alpha1";

    final Vertx vertx = Vertx.vertx();
    final ScriptedPeers peers = new ScriptedPeers();
    final Readiness readiness = new Readiness();
    final Metrics metrics = new Metrics();
    final Ops ops = new Ops(readiness, metrics);
    final ProxyForwarder forwarder;
    final Kernel kernel;
    private final List<HttpClient> clients = new ArrayList<>();

    Rig(Path certDir, Map<String, Object> serving, Map<String, Object> forwarding) {
        JsonObject tree = new JsonObject()
                .put(
                        "serving",
                        new JsonObject()
                                .put("bindAddress", "127.0.0.1")
                                .put("securePort", 0)
                                .put("certDir", certDir.toString())
                                .mergeIn(new JsonObject(Map.copyOf(serving))))
                .put("members", new JsonObject().put("allowLoopback", true))
                .put("forwarder", new JsonObject(Map.copyOf(forwarding)));
        SettingsFaults faults = new SettingsFaults(Map.of(
                "serving.securePort", "--secure-port",
                "serving.tlsCertFile", "--tls-cert-file",
                "serving.tlsPrivateKeyFile", "--tls-private-key-file"));
        Settings root = faults.read(tree);
        forwarder = new ProxyForwarder(
                root.section("serving"),
                root.section("forwarder"),
                root.section("authorization"),
                MemberSettings.read(root.section("members")));
        faults.check(root);
        kernel = new Kernel(vertx, List.of(peers, forwarder), Set.of(), readiness, metrics, ops);
    }

    static Rig started(Path certDir) {
        return new Rig(certDir, Map.of(), Map.of("instances", 2)).start();
    }

    Rig start() {
        kernel.start().timeout(20, TimeUnit.SECONDS).await();
        return this;
    }

    int port() {
        return forwarder.boundPort().orElseThrow();
    }

    HttpClient client(HttpVersion version) {
        return client(options(version));
    }

    HttpClient client(HttpVersion version, Issued certificate) {
        return client(options(version).setKeyCertOptions(certificate.keyCertOptions()));
    }

    HttpClient client(HttpClientOptions options) {
        return client(options, new PoolOptions());
    }

    /** Held until the rig closes: Vert.x closes a client that nobody holds, with its connections. */
    HttpClient client(HttpClientOptions options, PoolOptions pool) {
        HttpClient client = vertx.createHttpClient(options, pool);
        clients.add(client);
        return client;
    }

    HttpClientOptions options(HttpVersion version) {
        return new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port());
    }

    Answer get(String path, String... headers) {
        return send(client(HttpVersion.HTTP_1_1), HttpMethod.GET, path, headers);
    }

    static Answer send(HttpClient client, HttpMethod method, String path, String... headers) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(path);
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        return client.request(options)
                .compose(request ->
                        request.send().compose(response -> response.body().map(body -> new Answer(response, body))))
                .timeout(20, TimeUnit.SECONDS)
                .await();
    }

    @Override
    public void close() {
        clients.forEach(client -> client.close());
        kernel.stop(Duration.ofSeconds(5)).timeout(20, TimeUnit.SECONDS).await();
        vertx.close().timeout(20, TimeUnit.SECONDS).await();
        metrics.close();
    }

    /** An answer read whole. */
    record Answer(HttpClientResponse head, Buffer body) {
        int code() {
            return head.statusCode();
        }

        String header(String name) {
            return String.valueOf(head.getHeader(name));
        }

        JsonObject json() {
            return body.toJsonObject();
        }

        String hop() {
            return json().getJsonObject("details")
                    .getJsonArray("causes")
                    .getJsonObject(0)
                    .getString("message");
        }
    }
}
