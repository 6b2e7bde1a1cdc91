package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Sixteen clients of one member who come as the hub's aggregator does, half of them by HTTP/2; each lists, writes as a dry
 * run and asks the member who it is there, again and again, and notes whatever is no success.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final long PAUSE_MILLIS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String CONFIG_MAP =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"load-\"}}";
    /** Answered with the user who asks, unlike SelfSubjectReviews by Kubernetes before 1.28 as well. */
    private static final String WHO_AM_I = "/apis/certificates.k8s.io/v1/certificatesigningrequests?dryRun=All";

    private static final String SIGNING_REQUEST =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITk1IVUNBUUF3RXpFUk1BOEdBMVVFQXd3SWQyaH"
                    + "ZMV0Z0TFdrd1dUQVRCZ2NxaGtqT1BRSUJCZ2dxaGtqTwpQUU1CQndOQ0FBUjEyTFljbGFESkpDQTZRY3hFK0pqV1RH"
                    + "WDRKVWZWRERQSEROWG53bmpBMFMrVW9HSk5rdGJyCnVtUnhReHd5c3VLRkYxVTlsOE45ejBWT1BSSzJSSlRLb0FBd0"
                    + "NnWUlLb1pJemowRUF3SURTQUF3UlFJaEFOdWEKWkNFdDhOU1pkdlFOQU1neXZhckdkcHcvY3hLVU9LWnlRdzR5djln"
                    + "VUFpQkhZb1BKcUt2MC82dllmRHduWFdPZAo0L0lFckM1enZlRktUeUVDWWQ1RC9RPT0KLS0tLS1FTkQgQ0VSVElGSU"
                    + "NBVEUgUkVRVUVTVC0tLS0tCg==";
    private static final String QUESTION =
            ("{\"apiVersion\":\"certificates.k8s.io/v1\",\"kind\":\"CertificateSigningRequest\","
                            + "\"metadata\":{\"generateName\":\"load-\"},\"spec\":{\"request\":\"%s\","
                            + "\"signerName\":\"example.com/nobody\",\"usages\":[\"client auth\"]}}")
                    .formatted(SIGNING_REQUEST);

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<Integer, String> users = new ConcurrentHashMap<>();
    private final AtomicLongArray rounds = new AtomicLongArray(CLIENTS);
    private final List<Future<Void>> running;
    private final int port;
    private final String proxy;
    private volatile boolean stopped;

    SteadyLoad(RealRig rig, String member) {
        port = rig.gateway().securePort();
        proxy = RealRig.proxyPath(member);
        HttpClient http1 = client(rig.hub().certificates().frontProxyClient(), HttpVersion.HTTP_1_1);
        HttpClient http2 = client(rig.hub().certificates().frontProxyClient(), HttpVersion.HTTP_2);
        running = IntStream.range(0, CLIENTS)
                .mapToObj(number -> turn(number, number % 2 == 0 ? http1 : http2))
                .toList();
        goesOn();
    }

    /** Waits until every client is somebody else at the member than before. */
    void becomes(String user) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(users.values()).hasSize(CLIENTS).containsOnly(user));
    }

    /** Waits until every client has been through some rounds more. */
    void goesOn() {
        long[] goal = new long[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            goal[i] = rounds.get(i) + 5;
        }
        await().atMost(PATIENCE).until(() -> IntStream.range(0, CLIENTS).allMatch(i -> rounds.get(i) >= goal[i]));
    }

    /** All that was not answered with success, and why. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits for the last answers, and fails when any was no success. */
    void stopsWithoutFailure() {
        stopped = true;
        Future.join(running).await();
        assertThat(failures).as("of %s requests", answered()).isEmpty();
    }

    private long answered() {
        return IntStream.range(0, CLIENTS).mapToLong(rounds::get).sum() * 3;
    }

    private Future<Void> turn(int number, HttpClient client) {
        if (stopped) {
            return Future.succeededFuture();
        }
        return call(client, HttpMethod.GET, CONFIG_MAPS + "?limit=1", "")
                .compose(listed -> call(client, HttpMethod.POST, CONFIG_MAPS + "?dryRun=All", CONFIG_MAP))
                .compose(written -> call(client, HttpMethod.POST, WHO_AM_I, QUESTION))
                .compose(body -> {
                    note(number, body);
                    return vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                })
                .compose(paused -> turn(number, client));
    }

    private void note(int number, Buffer answer) {
        if (answer.length() > 0) {
            users.put(number, answer.toJsonObject().getJsonObject("spec").getString("username"));
        }
        rounds.incrementAndGet(number);
    }

    /** The body of a success; empty after a failure, which is noted. */
    private Future<Buffer> call(HttpClient client, HttpMethod method, String path, String body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(proxy + path);
        return client.request(options)
                .compose(request -> request.putHeader("X-Remote-User", "admin")
                        .putHeader("X-Remote-Group", "system:masters")
                        .putHeader("Content-Type", "application/json")
                        .send(body)
                        .compose(answer -> answer.body().map(bytes -> success(answer, method + " " + path, bytes))))
                .recover(thrown -> {
                    failures.add(method + " " + path + ": " + thrown);
                    return Future.succeededFuture(Buffer.buffer());
                });
    }

    private Buffer success(HttpClientResponse answer, String what, Buffer body) {
        if (answer.statusCode() / 100 == 2) {
            return body;
        }
        failures.add(what + ": " + answer.statusCode() + " " + body);
        return Buffer.buffer();
    }

    private HttpClient client(Issued frontProxy, HttpVersion version) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setProtocolVersion(version)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setKeyCertOptions(frontProxy.keyCertOptions()),
                new PoolOptions().setHttp1MaxSize(CLIENTS).setHttp2MaxSize(2));
    }

    @Override
    public void close() {
        stopped = true;
        vertx.close().await();
    }
}
