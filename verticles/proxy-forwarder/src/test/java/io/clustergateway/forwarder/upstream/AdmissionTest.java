package io.clustergateway.forwarder.upstream;

import static io.clustergateway.forwarder.upstream.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing goes to the member, and nothing is taken from the client, before the front door has decided. */
@Timeout(60)
final class AdmissionTest {
    @RegisterExtension
    private final Clients clients = new Clients();

    private final Vertx vertx = clients.vertx();

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void answersARefusalAlthoughTheUploadGoesOn(HttpVersion version) {
        try (Front front = new Front(
                vertx, request -> Future.failedFuture(Failure.forbidden("no \"rights\"", Hop.HUB_AUTHORIZATION)))) {
            Future<Integer> code =
                    Future.future(promise -> vertx.runOnContext(v -> clients.begin(version, front, HttpMethod.PUT, "/x")
                            .compose(request -> {
                                request.setChunked(true).write(Buffer.buffer("half"));
                                return request.response();
                            })
                            .map(HttpClientResponse::statusCode)
                            .onComplete(promise)));
            assertThat(get(code)).isEqualTo(403);
            await().untilAsserted(() -> assertThat(front.outcomes)
                    .singleElement()
                    .satisfies(outcome -> assertThat(outcome.hop()).contains(Hop.HUB_AUTHORIZATION)));
        }
    }

    /** The route of the proxy takes paths only, so that its answer would be another. */
    @Test
    void refusesBeforeTheProxyHasAnythingToDoWithIt() throws Exception {
        try (Front front = new Front(
                vertx,
                request -> Future.failedFuture(
                        Failure.unavailable("too much", Hop.GATEWAY).retryAfter(1)))) {
            HttpClientResponse answer = get(clients.request(HttpVersion.HTTP_1_1, front, HttpMethod.OPTIONS, "*")
                    .send());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.getHeader("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void answersExpectContinueItselfAndOnlyAfterAdmission() throws Exception {
        String expecting =
                "PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
        try (HttpMember member = new HttpMember(
                        vertx,
                        true,
                        request -> request.body()
                                .onSuccess(body -> request.response().end(body + " " + request.getHeader("expect"))));
                Front front = Front.admitting(vertx, Front.cluster(member.port()));
                Front strict = new Front(vertx, request -> Future.failedFuture(Failure.unauthorized("who?")));
                SSLSocket admitted = RawPeer.connect(front.port());
                SSLSocket refused = RawPeer.connect(strict.port())) {
            RawPeer.write(admitted, expecting);
            assertThat(RawPeer.readHead(admitted.getInputStream())).startsWith("HTTP/1.1 100 ");
            RawPeer.write(admitted, "ok");
            assertThat(RawPeer.readAll(admitted)).startsWith("HTTP/1.1 200 ").endsWith("ok null");
            RawPeer.write(refused, expecting);
            assertThat(RawPeer.readHead(refused.getInputStream())).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void sendsNothingForAClientThatLeftDuringAdmission() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        Promise<Void> asked = Promise.promise();
        Promise<Void> decide = Promise.promise();
        try (HttpMember member = new HttpMember(vertx, true, request -> {
                    seen.incrementAndGet();
                    request.response().end();
                });
                Front front = new Front(vertx, request -> {
                    asked.tryComplete();
                    return decide.future().map(v -> Front.admitted(Front.cluster(member.port()), request));
                })) {
            HttpClientRequest request = clients.request(HttpVersion.HTTP_2, front, HttpMethod.POST, "/x");
            request.end(Buffer.buffer("body"));
            get(asked.future());
            request.reset(8);
            await().until(() -> !front.outcomes.isEmpty());
            decide.complete();
            assertThat(clients.body(HttpVersion.HTTP_1_1, front, HttpMethod.GET, "/probe"))
                    .isEmpty();
            assertThat(seen).hasValue(1);
            assertThat(front.outcomes.get(0).code()).isEqualTo(Outcome.CLIENT_LEFT);
        }
    }
}
