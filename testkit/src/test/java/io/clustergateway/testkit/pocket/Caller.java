package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.Json;
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
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** A plain HTTP client of one server, with one credential. */
final class Caller {

    private static final long LIMIT_SECONDS = 20;

    private final Vertx vertx;
    private final HttpClient client;
    private final Map<String, String> headers;

    private Caller(Vertx vertx, HttpClient client, Map<String, String> headers) {
        this.vertx = vertx;
        this.client = client;
        this.headers = headers;
    }

    record Answer(int code, MultiMap headers, String body) {
        ObjectNode json() {
            return Json.yaml(body);
        }
    }

    static Caller of(Vertx vertx, PocketApiServer server, Credential credential) {
        return of(vertx, server, credential, HttpVersion.HTTP_2);
    }

    static Caller of(Vertx vertx, PocketApiServer server, Credential credential, HttpVersion version) {
        HttpClientOptions options = options(server, version);
        if (credential instanceof Credential.ClientCertificate certificate) {
            options.setKeyCertOptions(certificate.issued().keyCertOptions());
            return new Caller(vertx, vertx.createHttpClient(options), Map.of());
        }
        String token = ((Credential.Token) credential).token();
        return new Caller(vertx, vertx.createHttpClient(options), Map.of("Authorization", "Bearer " + token));
    }

    static Caller anonymous(Vertx vertx, PocketApiServer server) {
        return new Caller(vertx, vertx.createHttpClient(options(server, HttpVersion.HTTP_2)), Map.of());
    }

    private static HttpClientOptions options(PocketApiServer server, HttpVersion version) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustOptions(Tls.trust(server.authority().certificatePem()));
        return options.setDefaultHost("127.0.0.1").setDefaultPort(server.port());
    }

    Answer get(String uri, String... headerPairs) {
        return call(HttpMethod.GET, uri, "", headerPairs);
    }

    Answer post(String uri, String body) {
        return call(HttpMethod.POST, uri, body, "Content-Type", "application/json");
    }

    Answer call(HttpMethod method, String uri, String body, String... headerPairs) {
        RequestOptions options = request(method, uri, headerPairs);
        Promise<Answer> answer = Promise.promise();
        vertx.runOnContext(hop -> send(options, Buffer.buffer(body)).onComplete(answer));
        try {
            return answer.future().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(method + " " + uri + " was not answered", e);
        }
    }

    /** Asks, and leaves without an answer as soon as {@code seen}. */
    void leave(String uri, Callable<Boolean> seen) throws TimeoutException {
        Promise<HttpClientRequest> asked = Promise.promise();
        vertx.runOnContext(hop -> client.request(request(HttpMethod.GET, uri))
                .onSuccess(HttpClientRequest::send)
                .onComplete(asked));
        HttpClientRequest asking = asked.future().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        Awaitility.await().until(seen);
        asking.reset().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private Future<Answer> send(RequestOptions options, Buffer body) {
        return client.request(options)
                .compose(request -> request.send(body)
                        .compose(response -> response.body()
                                .map(bytes ->
                                        new Answer(response.statusCode(), response.headers(), bytes.toString()))));
    }

    /** The events of a watch, as they come. */
    List<JsonNode> watch(String uri) {
        List<JsonNode> events = new CopyOnWriteArrayList<>();
        RecordParser lines = RecordParser.newDelimited("\n", line -> events.add(Json.yaml(line.toString())));
        RequestOptions options = request(HttpMethod.GET, uri);
        vertx.runOnContext(hop -> client.request(options)
                .compose(HttpClientRequest::send)
                .onSuccess(response -> response.handler(lines)));
        return events;
    }

    private RequestOptions request(HttpMethod method, String uri, String... headerPairs) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(uri);
        headers.forEach(options::addHeader);
        for (int i = 0; i < headerPairs.length; i += 2) {
            options.addHeader(headerPairs[i], headerPairs[i + 1]);
        }
        return options;
    }
}
