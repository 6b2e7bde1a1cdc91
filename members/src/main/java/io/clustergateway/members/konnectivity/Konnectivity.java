package io.clustergateway.members.konnectivity;

import io.clustergateway.members.dial.DialTarget;
import io.clustergateway.members.dial.TunnelChannel;
import io.netty.util.NetUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All tunnels of one event loop through one konnectivity server. The server takes one connection for each stream (its
 * serveRecvFrontend ends a stream that names a second one), so each connection to a member is a stream of its own; the streams
 * share HTTP/2 connections to the server, and the connections inside them are pooled and shared by requests.
 */
public final class Konnectivity implements DialTarget.Dialler {
    private static final String METHOD = "/ProxyService/Proxy";
    private static final int STREAM_WINDOW = 1 << 20;
    private static final int CONNECTION_WINDOW = 16 << 20;
    private static final int CONNECTIONS = 16;
    private static final int WAITING = 1024;

    private final Vertx vertx;
    private final Context context;
    private final KonnectivityServer server;
    private final ServerTls tls;
    private final HttpClientAgent http;

    /** Connects at the first dial. Used on the current context only. */
    public Konnectivity(Vertx vertx, KonnectivityServer server, Duration connectTimeout) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.server = server;
        this.tls = new ServerTls(vertx, server);
        this.http = vertx.createHttpClient(
                options(server, connectTimeout),
                new PoolOptions().setHttp2MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
    }

    @Override
    public void dial(String host, int port, TunnelChannel pipe) {
        context.runOnContext(here -> {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(server.host())
                    .setPort(server.port())
                    .setURI(METHOD)
                    .putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers")
                    .putHeader("grpc-accept-encoding", "identity")
                    .putHeader("user-agent", "cluster-gateway");
            tls.refresh(http)
                    .recover(cause -> Future.failedFuture(ServerFault.ofFiles()))
                    .compose(fresh -> http.request(options))
                    .onSuccess(request -> new Tunnel(vertx, request, pipe).dial(host + ":" + port))
                    .onFailure(cause -> pipe.failed(ServerFault.of(cause)));
        });
    }

    /** Ends every tunnel. */
    public Future<Void> close() {
        return http.close();
    }

    private static HttpClientOptions options(KonnectivityServer server, Duration connectTimeout) {
        boolean isName = !NetUtil.isValidIpV4Address(server.host()) && !NetUtil.isValidIpV6Address(server.host());
        return new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setForceSni(isName)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2))
                .setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()))
                .setSslHandshakeTimeout(connectTimeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings().setPushEnabled(false).setInitialWindowSize(STREAM_WINDOW));
    }
}
