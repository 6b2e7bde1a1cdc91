package io.clustergateway.dist;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Credential;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A plain HTTPS client of one port of loopback. Waits for answers; not for event loops. Keep it until the last answer is
 * there: Vert.x closes clients that nobody holds any more.
 */
public final class PocketClient implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;
    private static final int MIB = 1 << 20;

    private final Vertx vertx;
    private final HttpClientOptions options;
    private final Map<String, String> always;
    private final HttpClient client;

    private PocketClient(Vertx vertx, HttpClientOptions options, Map<String, String> always) {
        this.vertx = vertx;
        this.options = options;
        this.always = always;
        this.client = vertx.createHttpClient(options);
    }

    public record Answer(int status, MultiMap headers, String body) {
        public JsonObject json() {
            return new JsonObject(body);
        }

        /** The hop that failed it, by body and header alike; empty when it is no failure of the gateway's. */
        public String hop() {
            String named = headers.contains("x-cluster-gateway-hop") ? headers.get("x-cluster-gateway-hop") : "";
            if (named.isEmpty()) {
                return "";
            }
            JsonObject cause =
                    json().getJsonObject("details").getJsonArray("causes").getJsonObject(0);
            if (!cause.equals(new JsonObject().put("reason", "Hop").put("message", named))) {
                throw new AssertionError("header says " + named + ", body says " + cause);
            }
            return named;
        }
    }

    public static PocketClient to(Vertx vertx, int port, String authorityPem, HttpVersion version) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorityPem)))
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port);
        options.setMaxHeaderSize(MIB).setConnectTimeout(5000);
        return new PocketClient(vertx, options, Map.of());
    }

    /** The same client, as somebody. */
    public PocketClient as(Credential credential) {
        if (credential instanceof Credential.Token token) {
            return new PocketClient(
                    vertx, new HttpClientOptions(options), Map.of("Authorization", "Bearer " + token.token()));
        }
        Issued issued = ((Credential.ClientCertificate) credential).issued();
        HttpClientOptions mine = new HttpClientOptions(options).setKeyCertOptions(issued.keyCertOptions());
        return new PocketClient(vertx, mine, always);
    }

    public Answer get(String target, String... headerPairs) {
        return call(HttpMethod.GET, target, Buffer.buffer(), headerPairs);
    }

    public Answer post(String target, String json, String... headerPairs) {
        return call(
                HttpMethod.POST, target, Buffer.buffer(json), with(headerPairs, "Content-Type", "application/json"));
    }

    public Answer call(HttpMethod method, String target, Buffer body, String... headerPairs) {
        RequestOptions request = request(method, target);
        for (int i = 0; i < headerPairs.length; i += 2) {
            request.addHeader(headerPairs[i], headerPairs[i + 1]);
        }
        try {
            return send(request, body).await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(method + " " + target + " was not answered", e);
        }
    }

    /** The answer, or the failure to get one. */
    public Future<Answer> send(RequestOptions request, Buffer body) {
        Promise<Answer> answer = Promise.promise();
        vertx.runOnContext(hop -> client.request(request)
                .compose(ready -> body.length() == 0 ? ready.send() : ready.send(body))
                .compose(response -> response.body()
                        .map(bytes -> new Answer(response.statusCode(), response.headers(), bytes.toString())))
                .onComplete(answer));
        return answer.future();
    }

    /** Opens a stream of lines; {@code ended} is told once, when it is over or could not be opened. */
    public void stream(String target, LineListener listener) {
        vertx.runOnContext(hop -> client.request(request(HttpMethod.GET, target))
                .compose(HttpClientRequest::send)
                .onSuccess(response -> {
                    listener.opened(response.statusCode());
                    response.handler(listener::received);
                    response.exceptionHandler(cut -> listener.ended());
                    response.endHandler(end -> listener.ended());
                })
                .onFailure(refused -> listener.ended()));
    }

    /** What comes of a stream; called on an event loop. */
    public interface LineListener {
        void opened(int status);

        void received(Buffer bytes);

        void ended();
    }

    public RequestOptions request(HttpMethod method, String target) {
        RequestOptions request = new RequestOptions().setMethod(method).setURI(target);
        always.forEach(request::addHeader);
        return request;
    }

    @Override
    public void close() {
        client.close();
    }

    private static String[] with(String[] pairs, String name, String value) {
        String[] more = Arrays.copyOf(pairs, pairs.length + 2);
        more[pairs.length] = name;
        more[pairs.length + 1] = value;
        return more;
    }
}
