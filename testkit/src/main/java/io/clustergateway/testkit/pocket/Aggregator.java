package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.objects.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/** One APIService with its backend, in the part of kube-aggregator. */
final class Aggregator {

    static final String GROUP = "cluster.core.oam.dev";
    static final String VERSION = "v1alpha1";
    private static final String PATH = "apis/" + GROUP + "/" + VERSION;
    private static final long DISCOVERY_LIMIT = TimeUnit.SECONDS.toMillis(5);

    private final HttpClient client;
    private final Backend backend;
    private final UpgradeTunnel tunnel;

    Aggregator(Vertx vertx, Backend backend, Issued frontProxy) {
        this.backend = backend;
        this.client = vertx.createHttpClient(options(backend, frontProxy), new PoolOptions().setHttp1MaxSize(100));
        this.tunnel = new UpgradeTunnel(vertx, backend, frontProxy);
    }

    private static HttpClientOptions options(Backend backend, Issued frontProxy) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setKeyCertOptions(frontProxy.keyCertOptions())
                .setTrustOptions(Tls.trust(backend.authorityPem()));
        return options.setDefaultHost(backend.host())
                .setDefaultPort(backend.port())
                .setMaxHeaderSize(1 << 20)
                .setHttp2ConnectionWindowSize(1 << 24);
    }

    boolean serves(String path) {
        String openApi = "/openapi/v3/" + PATH;
        return path.equals("/" + PATH) || path.startsWith("/" + PATH + "/") || path.equals(openApi);
    }

    void forward(Exchange exchange) {
        boolean upgrade = exchange.request().headers().contains(HttpHeaders.UPGRADE)
                && exchange.request().version() != HttpVersion.HTTP_2;
        if (upgrade) {
            tunnel.open(exchange, target(exchange));
        } else {
            new ForwardedRequest(client, exchange).send(target(exchange));
        }
    }

    private static String target(Exchange exchange) {
        String query = exchange.request().query();
        String rewritten = query == null ? "" : GoUrl.query(query);
        return GoUrl.path(exchange.request().path()) + (rewritten.isEmpty() ? "" : "?" + rewritten);
    }

    /** The group as legacy discovery lists it. */
    ObjectNode group() {
        ObjectNode group = Json.object().put("name", GROUP);
        ObjectNode version =
                Json.object().put("groupVersion", GROUP + "/" + VERSION).put("version", VERSION);
        group.putArray("versions").add(version);
        group.set("preferredVersion", version.deepCopy());
        return group;
    }

    /** Adds the backend's groups, or a stale mark in their place when the backend does not answer. */
    Future<ObjectNode> addGroups(ObjectNode discovery) {
        String accept =
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
        ArrayNode items = discovery.withArrayProperty("items");
        return fetch("/apis", accept, User.of("system:kube-aggregator", User.MASTERS))
                .map(document -> {
                    document.path("items").forEach(items::add);
                    return discovery;
                })
                .otherwise(down -> {
                    items.add(stale());
                    return discovery;
                });
    }

    private static ObjectNode stale() {
        ObjectNode group = Json.object();
        group.putObject("metadata").put("name", GROUP);
        group.putArray("versions").addObject().put("version", VERSION).put("freshness", "Stale");
        return group;
    }

    /** Adds the backend's OpenAPI paths, if it has any. */
    Future<ObjectNode> addOpenApi(ObjectNode index) {
        ObjectNode paths = index.withObjectProperty("paths");
        return fetch("/openapi/v3", "application/json", User.of("system:aggregator"))
                .map(document -> {
                    document.path("paths").properties().forEach(entry -> paths.set(entry.getKey(), entry.getValue()));
                    return index;
                })
                .otherwise(index);
    }

    private Future<JsonNode> fetch(String path, String accept, User as) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(path)
                .setTimeout(DISCOVERY_LIMIT)
                .putHeader("Accept", accept)
                .putHeader("X-Remote-User", as.name());
        as.groups().forEach(group -> options.addHeader("X-Remote-Group", group));
        return client.request(options)
                .compose(request -> request.send())
                .expecting(response -> response.statusCode() == 200)
                .compose(HttpClientResponse::body)
                .map(Aggregator::parse);
    }

    private static JsonNode parse(Buffer body) {
        return Json.parse(body.getBytes(), Json.JSON);
    }

    void close() {
        client.close();
        tunnel.close();
    }

    @Override
    public String toString() {
        return "Aggregator[" + backend.host() + ":" + backend.port() + "]";
    }
}
