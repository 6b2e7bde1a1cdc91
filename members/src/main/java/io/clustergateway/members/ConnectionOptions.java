package io.clustergateway.members;

import io.clustergateway.kernel.contract.Cluster;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How big and how patient the clients of a member are; Vert.x's own defaults are a browser's. */
final class ConnectionOptions {
    /** As of kube-apiserver: 1 MiB of headers, because users come with hundreds of groups. */
    private static final int HEADER_LIMIT = 1 << 20;

    private static final int CHUNK_LIMIT = 64 << 10;
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int CONNECTION_WINDOW = 16 << 20;
    private static final int IDLE_SECONDS = 90;

    private ConnectionOptions() {}

    static HttpClientOptions http(Cluster cluster, String serverName, Duration connectTimeout) {
        HttpClientOptions options = new HttpClientOptions();
        MemberTls.configure(options, cluster);
        return options.setVerifyHost(MemberTls.verifies(cluster))
                .setForceSni(!MemberTls.isAddress(serverName))
                .setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()))
                .setSslHandshakeTimeout(connectTimeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setInitialWindowSize(STREAM_WINDOW)
                        .setMaxHeaderListSize(HEADER_LIMIT))
                .setMaxHeaderSize(HEADER_LIMIT)
                .setMaxInitialLineLength(HEADER_LIMIT)
                .setMaxChunkSize(CHUNK_LIMIT)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setHttp2KeepAliveTimeout(IDLE_SECONDS)
                .setDecompressionSupported(false);
    }

    static PoolOptions pool(MemberSettings.Pool pool) {
        return new PoolOptions()
                .setHttp1MaxSize(pool.http1())
                .setHttp2MaxSize(pool.http2())
                .setMaxWaitQueueSize(pool.waiting());
    }

    static NetClientOptions upgrades(Cluster cluster, Duration connectTimeout) {
        NetClientOptions options = new NetClientOptions();
        MemberTls.configure(options, cluster);
        options.setHostnameVerificationAlgorithm(MemberTls.verifies(cluster) ? "HTTPS" : "");
        options.setApplicationLayerProtocols(List.of("http/1.1"));
        options.setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()));
        options.setSslHandshakeTimeout(connectTimeout.toMillis());
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setTcpKeepAlive(true);
        return options;
    }
}
