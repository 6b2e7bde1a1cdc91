package io.clustergateway.chart.observe;

import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.Credential;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;

/** Somebody who asks a replica for the same few things again and again. What is answered is not looked at. */
final class Traffic implements AutoCloseable {
    private final Vertx vertx;
    private final HttpClient client;
    private final List<String> headers;
    private final List<String> targets;
    private int next;
    private long timer;

    /**
     * Asks nothing yet.
     *
     * @param version in which the replica is asked
     * @param port of the replica
     */
    Traffic(Vertx vertx, Credential who, HttpVersion version, int port, String authorityPem, List<String> targets) {
        this.vertx = vertx;
        this.targets = List.copyOf(targets);
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(version)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorityPem)))
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port);
        if (who instanceof Credential.Token token) {
            headers = List.of("Authorization", "Bearer " + token.token());
        } else {
            Issued issued = ((Credential.ClientCertificate) who).issued();
            headers = List.of();
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(issued.certificatePem()))
                    .addKeyValue(Buffer.buffer(issued.keyPem())));
        }
        client = vertx.createHttpClient(options);
    }

    /** Asks for the next target each so many milliseconds. */
    Traffic every(long millis) {
        timer = vertx.setPeriodic(millis, tick -> ask(targets.get(next++ % targets.size())));
        return this;
    }

    /** Opens something that lasts, such as a watch. */
    Traffic open(String target) {
        ask(target);
        return this;
    }

    private void ask(String target) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setURI(target);
        for (int i = 0; i < headers.size(); i += 2) {
            options.addHeader(headers.get(i), headers.get(i + 1));
        }
        client.request(options).compose(request -> request.send().compose(HttpClientResponse::end));
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        client.close().await();
    }
}
