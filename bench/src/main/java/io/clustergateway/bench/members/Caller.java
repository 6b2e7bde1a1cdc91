package io.clustergateway.bench.members;

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
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Somebody who asks a server on loopback without minding its certificate. */
final class Caller {
    private final HttpClient client;
    private final int port;
    private final Map<String, String> headers;

    Caller(Vertx vertx, int port, boolean tls, Optional<Issued> certificate, Map<String, String> headers) {
        this.port = port;
        this.headers = headers;
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(tls)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setConnectTimeout(500);
        if (tls) {
            // An answer given up is a reset stream there, not a connection to be made anew.
            options.setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2).setHttp2MultiplexingLimit(16);
        }
        certificate.ifPresent(issued -> options.setKeyCertOptions(new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(issued.certificatePem()))
                .addKeyValue(Buffer.buffer(issued.keyPem()))));
        this.client = vertx.createHttpClient(
                options, new PoolOptions().setHttp1MaxSize(16).setHttp2MaxSize(8));
    }

    /** The answer's head. */
    Future<HttpClientResponse> get(String path, long limitMillis) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .setIdleTimeout(limitMillis);
        headers.forEach(options::addHeader);
        return client.request(options).compose(request -> request.send());
    }

    /** The whole body of a success. */
    Future<Buffer> body(String path, long limitMillis) {
        return get(path, limitMillis)
                .compose(answer -> answer.body()
                        .compose(body -> answer.statusCode() == 200
                                ? Future.succeededFuture(body)
                                : Future.failedFuture(path + " answered " + answer.statusCode() + ": " + body)))
                // An answer whose time is up between head and body was once not heard of again.
                .timeout(2 * limitMillis, TimeUnit.MILLISECONDS);
    }
}
