package io.clustergateway.chart;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Map;

/**
 * A TLS server of this machine, by the name that others have for it.
 *
 * @param authorities whose certificates are trusted, PEM
 */
record SecurePort(Vertx vertx, int port, String name, Buffer authorities) {

    /** The answer's body, whatever its code; fails where server and name are not vouched for. */
    Future<Buffer> get(String path, Map<String, String> headers) {
        RequestOptions target = new RequestOptions()
                .setURI(path)
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(name)
                .setSsl(true)
                .setSslOptions(new ClientSSLOptions()
                        .setHostnameVerificationAlgorithm("HTTPS")
                        .setTrustOptions(new PemTrustOptions().addCertValue(authorities)));
        headers.forEach(target::addHeader);
        HttpClient client = vertx.createHttpClient();
        return client.request(target)
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .eventually(client::close);
    }
}
