package io.clustergateway.identity.external;

import io.clustergateway.rules.ExternalExchanger;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;

/** How big and how patient the client of a server is. HTTP/1.1, which every server speaks; redirects are not followed. */
final class ClientOptions {
    private static final int CONNECTIONS = 32;
    private static final int WAITING = 1024;
    /** Below the 5 s after which common servers close: a question on a connection about to close has no answer. */
    private static final int IDLE_SECONDS = 4;

    private ClientOptions() {}

    static HttpClient make(Vertx vertx, ExternalExchanger exchanger, Target target, TlsMaterial tls) {
        return vertx.httpClientBuilder()
                .with(http(exchanger, target, tls))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING))
                .withConnectHandler(connection -> connection.exceptionHandler(lost -> {}))
                .build();
    }

    private static HttpClientOptions http(ExternalExchanger exchanger, Target target, TlsMaterial tls) {
        long limit = exchanger.timeout().toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(limit))
                .setSslHandshakeTimeout(limit)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setDecompressionSupported(false);
        if (target.tls()) {
            options.setSsl(true).setVerifyHost(true).setForceSni(target.hasName());
            tls.configure(options);
        }
        return options;
    }
}
